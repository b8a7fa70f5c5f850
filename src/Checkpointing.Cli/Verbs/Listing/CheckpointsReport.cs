using Checkpointing.Cli.Terminal;

namespace Checkpointing.Cli.Verbs.Listing;

/// <summary>The checkpoints of a group.</summary>
/// <param name="Store">The store's name.</param>
/// <param name="Group">The group, as namespace/hub/group.</param>
/// <param name="ReadAt">When they were read.</param>
/// <param name="Checkpoints">One for each partition that has one, in the order of their numbers.</param>
/// <param name="Faults">Records that cannot be read.</param>
internal sealed record CheckpointsReport(
    string Store, string Group, DateTimeOffset ReadAt, IReadOnlyList<CheckpointEntry> Checkpoints, IReadOnlyList<Fault> Faults)
{
    /// <summary>Asks the store.</summary>
    public static async Task<CheckpointsReport> ReadAsync(
        string storeName, ICheckpointStore store, ConsumerGroup group, TimeProvider clock, CancellationToken cancellationToken)
    {
        PartitionResults<Checkpoint> read = await store.ListCheckpointsAsync(group, cancellationToken).ConfigureAwait(false);
        DateTimeOffset now = clock.GetUtcNow();
        return new CheckpointsReport(
            storeName,
            group.ToString(),
            now,
            [.. read.Items.Select(checkpoint => ToEntry(checkpoint, now)).OrderBy(entry => entry.Partition, PartitionOrder.Instance)],
            Fault.From(read.Faults));
    }

    private static CheckpointEntry ToEntry(Checkpoint checkpoint, DateTimeOffset now) => new(
        checkpoint.PartitionId,
        checkpoint.SequenceNumber,
        string.IsNullOrEmpty(checkpoint.Offset) ? null : checkpoint.Offset,
        checkpoint.Epoch,
        checkpoint.WrittenBy,
        checkpoint.LastModified.ToUniversalTime(),
        Math.Max(0, Math.Round((now - checkpoint.LastModified).TotalSeconds, 1)));
}
