namespace Checkpointing.Processor.Rewinding;

/// <summary>What the store says about a consumer group at one moment.</summary>
internal sealed class GroupState
{
    private readonly Dictionary<string, Checkpoint> _checkpoints;
    private readonly Dictionary<string, PartitionOwnership> _owners;
    private readonly Dictionary<string, CheckpointStoreException> _faults = new(StringComparer.Ordinal);

    private GroupState(PartitionResults<Checkpoint> checkpoints, PartitionResults<PartitionOwnership> owners, DateTimeOffset now, TimeSpan expiration)
    {
        _checkpoints = checkpoints.Items.ToDictionary(checkpoint => checkpoint.PartitionId, StringComparer.Ordinal);
        _owners = owners.Items
            .Where(record => record.HasLiveOwner(now, expiration))
            .ToDictionary(record => record.PartitionId, StringComparer.Ordinal);
        foreach (CheckpointStoreException fault in checkpoints.Faults.Concat(owners.Faults))
        {
            _faults[fault.PartitionId ?? ""] = fault;
        }
    }

    /// <summary>Asks the store.</summary>
    /// <param name="store">The store.</param>
    /// <param name="group">The group.</param>
    /// <param name="now">The present time.</param>
    /// <param name="expiration">After how long without a renewal an owner counts as gone.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<GroupState> ReadAsync(
        ICheckpointStore store, ConsumerGroup group, DateTimeOffset now, TimeSpan expiration, CancellationToken cancellationToken) => new(
        await store.ListCheckpointsAsync(group, cancellationToken).ConfigureAwait(false),
        await store.ListOwnershipAsync(group, cancellationToken).ConfigureAwait(false),
        now,
        expiration);

    public Checkpoint? Checkpoint(string partitionId) => _checkpoints.GetValueOrDefault(partitionId);

    public string? LiveOwner(string partitionId) => _owners.GetValueOrDefault(partitionId)?.OwnerId;

    /// <summary>Why the records of a partition cannot be read, or null.</summary>
    public CheckpointStoreException? Fault(string partitionId) => _faults.GetValueOrDefault(partitionId) ?? _faults.GetValueOrDefault("");
}
