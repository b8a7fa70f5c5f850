namespace Checkpointing.Blob.Tests.Mirroring;

/// <summary>A store in which one group has a checkpoint, that of partition 0, that cannot be read.</summary>
internal sealed class PartlyDamagedStore(ICheckpointStore inner, ConsumerGroup damaged) : ListingStore
{
    public override async Task<PartitionResults<Checkpoint>> ListCheckpointsAsync(ConsumerGroup group, CancellationToken cancellationToken)
    {
        PartitionResults<Checkpoint> read = await inner.ListCheckpointsAsync(group, cancellationToken);
        return group == damaged
            ? new([.. read.Items.Where(checkpoint => checkpoint.PartitionId != "0")], [new CheckpointStoreException(StoreOperation.ListCheckpoints, group, "0", "its record is damaged.")])
            : read;
    }
}
