namespace Checkpointing.Cli.Verbs.Dashboard.Watching;

/// <summary>
/// The readings of the whole time since the start, in a bounded number of points: whenever they become too many, each two are drawn together, and keep the greater value.
/// </summary>
internal sealed class LongHistory
{
    /// <summary>How many points there are at most.</summary>
    public const int Most = 240;

    private readonly Lock _lock = new();
    private readonly List<HistoryPoint> _points = [];
    private int _readingsInPoint = 1;
    private int _readingsInLast;

    /// <summary>Keeps a reading.</summary>
    public void Add(DateTimeOffset at, double value)
    {
        lock (_lock)
        {
            if (_points.Count > 0 && _readingsInLast < _readingsInPoint)
            {
                _points[^1] = new HistoryPoint(at, Math.Max(value, _points[^1].Value));
                _readingsInLast++;
                return;
            }

            if (_points.Count == Most)
            {
                HistoryPoint[] halved = [.. _points.Chunk(2).Select(pair => new HistoryPoint(pair[^1].At, pair.Max(point => point.Value)))];
                _points.Clear();
                _points.AddRange(halved);
                _readingsInPoint *= 2;
            }

            _points.Add(new HistoryPoint(at, value));
            _readingsInLast = 1;
        }
    }

    /// <summary>The points, oldest first.</summary>
    public IReadOnlyList<HistoryPoint> Points()
    {
        lock (_lock)
        {
            return [.. _points];
        }
    }
}
