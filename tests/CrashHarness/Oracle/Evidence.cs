using Checkpointing;
using CrashHarness.Journals;

namespace CrashHarness.Oracle;

/// <summary>All that a run left behind.</summary>
internal sealed record Evidence
{
    /// <summary>The last event of each partition; the first is 0.</summary>
    public required IReadOnlyDictionary<string, long> LastPublished { get; init; }

    public required IReadOnlyList<JournalEntry> Entries { get; init; }

    public required IReadOnlyList<Rewind> Rewinds { get; init; }

    /// <summary>In the order in which they were taken.</summary>
    public required IReadOnlyList<StoreSample> Samples { get; init; }

    /// <summary>The bound that the processors promise.</summary>
    public required int MaxUncheckpointedEvents { get; init; }

    /// <summary>Who orders rewinds: the name that stands in a checkpoint which was not written by a processor.</summary>
    public required string Rewinder { get; init; }

    /// <summary>Whether an epoch means the same in all processes. On blobs it does not: there only the time tells what came before a rewind.</summary>
    public bool EpochsAreShared { get; init; } = true;

    /// <summary>The evidence, partition by partition.</summary>
    public IEnumerable<PartitionHistory> Partitions()
    {
        ILookup<string, JournalEntry> entries = Entries.ToLookup(entry => entry.PartitionId);
        ILookup<string, Rewind> rewinds = Rewinds.ToLookup(rewind => rewind.PartitionId);
        ILookup<string, Sighting> sightings = Samples.SelectMany(Sightings).ToLookup(pair => pair.PartitionId, pair => pair.Sighting);
        foreach ((string partitionId, long last) in LastPublished)
        {
            yield return new PartitionHistory(this, partitionId, last, [.. entries[partitionId]], [.. rewinds[partitionId]], [.. sightings[partitionId]]);
        }
    }

    private IEnumerable<(string PartitionId, Sighting Sighting)> Sightings(StoreSample sample)
    {
        Dictionary<string, PartitionOwnership> ownership = sample.Ownership.ToDictionary(record => record.PartitionId);
        Dictionary<string, Checkpoint> checkpoints = sample.Checkpoints.ToDictionary(checkpoint => checkpoint.PartitionId);
        return LastPublished.Keys.Select(id =>
            (id, new Sighting(sample.Begin, sample.End, ownership.GetValueOrDefault(id)?.Epoch, checkpoints.GetValueOrDefault(id))));
    }
}
