using Checkpointing.Tracking;

namespace Checkpointing.Abstractions.Tests.Tracking;

/// <summary>The tracker as one would write it without a thought for speed: a list of all events, looked through anew for each question.</summary>
internal sealed class NaiveTracker
{
    private readonly List<(long SequenceNumber, bool IsFinished)> _events = [];
    private int _taken;
    private int _stored;

    public int Begun => _events.Count;

    public int Finished => _events.TakeWhile(e => e.IsFinished).Count();

    public int Untaken => Finished - _taken;

    public int Uncovered => _events.Count - _stored;

    public int InFlight => _events.Count - Finished;

    public void Begin(long sequenceNumber) => _events.Add((sequenceNumber, false));

    public void Complete(int ordinal) => _events[ordinal - 1] = _events[ordinal - 1] with { IsFinished = true };

    public ProcessedPosition? Take()
    {
        if (Untaken == 0)
        {
            return null;
        }

        _taken = Finished;
        long sequenceNumber = _events.Take(_taken).Max(e => e.SequenceNumber);
        return new ProcessedPosition(sequenceNumber, $"o{sequenceNumber}", _taken);
    }

    public void MarkStored(ProcessedPosition position) => _stored = Math.Max(_stored, (int)position.Ordinal);
}
