using System.Collections.Concurrent;
using System.Globalization;

namespace Checkpointing.Moving.Tests.Fleets;

/// <summary>
/// Judges what the processes of a fleet did with their partitions. A process owns a partition from the moment at which it knows that it has won it until the last moment at which a
/// store has confirmed it (a renewal, a checkpoint, the release): in that time nobody else may own it.
/// </summary>
internal sealed class FleetJudge
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Tenure>> _tenures = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ConcurrentQueue<(long Position, long At)>> _acknowledged = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _furthest = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _violations = new();

    /// <summary>What was done wrong, with who and when.</summary>
    public string[] Violations => [.. _violations, .. _tenures.SelectMany(partition => Overlaps(partition.Key, partition.Value))];

    /// <summary>The processes that have ever won anything.</summary>
    public IEnumerable<string> Owners => _tenures.Values.SelectMany(tenures => tenures).Select(tenure => tenure.Process).Distinct(StringComparer.Ordinal);

    /// <summary>How often a partition was taken.</summary>
    public int Takings => _tenures.Values.Sum(tenures => tenures.Count);

    /// <summary>The present moment.</summary>
    public static long Now => TimeProvider.System.GetTimestamp();

    /// <summary>A process has won a partition.</summary>
    /// <param name="process">The process.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="won">When it knew that it had won.</param>
    public Tenure Won(string process, string partition, long won)
    {
        var tenure = new Tenure(process, won);
        _tenures.GetOrAdd(partition, _ => new()).Enqueue(tenure);
        return tenure;
    }

    /// <summary>It begins at a checkpoint: not before what was acknowledged before it claimed, and not beyond what anybody has processed.</summary>
    /// <param name="process">The process.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="claimed">When it made the claim.</param>
    /// <param name="checkpoint">Where it begins; -1 without a checkpoint.</param>
    public void Begun(string process, string partition, long claimed, long checkpoint)
    {
        long acknowledged = _acknowledged.GetValueOrDefault(partition)?.Where(write => write.At < claimed).Select(write => write.Position).DefaultIfEmpty(-1).Max() ?? -1;
        if (checkpoint < acknowledged)
        {
            _violations.Enqueue($"{process} begins partition {partition} at {checkpoint}, and {acknowledged} was acknowledged before it claimed");
        }

        if (checkpoint > _furthest.GetValueOrDefault(partition, -1))
        {
            _violations.Enqueue($"{process} begins partition {partition} at {checkpoint}, and nobody has processed beyond {_furthest.GetValueOrDefault(partition, -1)}");
        }
    }

    /// <summary>An event was processed.</summary>
    public void Processed(string partition, long position) => _furthest.AddOrUpdate(partition, position, (_, furthest) => Math.Max(furthest, position));

    /// <summary>A checkpoint was acknowledged.</summary>
    public void Acknowledged(string partition, long position) => _acknowledged.GetOrAdd(partition, _ => new()).Enqueue((position, Now));

    private static IEnumerable<string> Overlaps(string partition, IEnumerable<Tenure> tenures)
    {
        Tenure? before = null;
        foreach (Tenure tenure in tenures.OrderBy(tenure => tenure.Won))
        {
            // A claim that nothing has confirmed may have been overtaken before its answer came, on any store.
            if (before is not null && tenure.Won < Math.Min(before.Confirmed, tenure.Confirmed))
            {
                TimeSpan both = TimeProvider.System.GetElapsedTime(tenure.Won, Math.Min(before.Confirmed, tenure.Confirmed));
                yield return string.Create(
                    CultureInfo.InvariantCulture, $"partition {partition} was owned by {before.Process} and by {tenure.Process} for {both.TotalMilliseconds} ms");
            }

            before = before is null || tenure.Confirmed > before.Confirmed ? tenure : before;
        }
    }

    /// <summary>One ownership of a process.</summary>
    internal sealed class Tenure(string process, long won)
    {
        private long _confirmed;

        public string Process => process;

        public long Won { get; } = won;

        public long Confirmed => Math.Max(Won, Interlocked.Read(ref _confirmed));

        /// <summary>A call that was made at this moment has found the partition still owned.</summary>
        public void Confirm(long invoked)
        {
            if (invoked > Confirmed)
            {
                Interlocked.Exchange(ref _confirmed, invoked);
            }
        }
    }
}
