using System.Globalization;

namespace BrokerThroughput;

/// <summary>Keeps an eye on the memory of this process, in which the broker runs, during one phase.</summary>
internal sealed class MemoryWatch
{
    private const int Parts = 5;

    private readonly List<long> _samples = [];

    /// <summary>Begins a phase: what earlier ones left behind is not counted.</summary>
    public static MemoryWatch Begin()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return new MemoryWatch();
    }

    public void Sample() => _samples.Add(GC.GetTotalMemory(forceFullCollection: false));

    /// <summary>The average of each fifth of the phase, in MiB: flat is good.</summary>
    public string Describe() => string.Join(' ', _samples
        .Chunk(Math.Max(1, (_samples.Count + Parts - 1) / Parts))
        .Select(part => (part.Average() / (1 << 20)).ToString("F0", CultureInfo.InvariantCulture)));
}
