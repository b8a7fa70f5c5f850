namespace BrokerThroughput;

/// <summary>Keeps an eye on the memory of this process, in which the broker runs.</summary>
internal sealed class MemoryWatch
{
    private readonly List<(long WorkingSet, long Managed)> _samples = [];

    public void Sample() => _samples.Add((Environment.WorkingSet, GC.GetTotalMemory(forceFullCollection: false)));

    /// <summary>The average of each tenth of the run, in MiB: flat is good.</summary>
    public (string WorkingSet, string Managed) Describe()
    {
        (long WorkingSet, long Managed)[][] tenths = [.. _samples.Chunk(Math.Max(1, (_samples.Count + 9) / 10))];
        return (
            string.Join(' ', tenths.Select(part => $"{part.Average(sample => sample.WorkingSet) / (1 << 20):F0}")),
            string.Join(' ', tenths.Select(part => $"{part.Average(sample => sample.Managed) / (1 << 20):F0}")));
    }
}
