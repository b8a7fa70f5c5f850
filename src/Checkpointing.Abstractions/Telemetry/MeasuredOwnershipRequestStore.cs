using System.Data.Common;

namespace Checkpointing.Telemetry;

/// <summary>The same as <see cref="MeasuredCheckpointStore"/>, for a store that can hold requests: whoever asks whether it can must get the store's own answer.</summary>
internal sealed class MeasuredOwnershipRequestStore : ICheckpointStore, IOwnershipRequestStore, ITransactionalCheckpointStore
{
    private readonly MeasuredCheckpointStore _measured;
    private readonly IOwnershipRequestStore _requests;
    private readonly StoreCalls _calls;

    public MeasuredOwnershipRequestStore(ICheckpointStore store, IOwnershipRequestStore requests, StoreCalls calls)
    {
        _measured = new MeasuredCheckpointStore(store, calls);
        _requests = requests;
        _calls = calls;
    }

    public bool HoldsRequests => _requests.HoldsRequests;

    public Task<PartitionResults<PartitionOwnership>> ListOwnershipAsync(ConsumerGroup group, CancellationToken cancellationToken) =>
        _measured.ListOwnershipAsync(group, cancellationToken);

    public Task<PartitionResults<PartitionOwnership>> ClaimOwnershipAsync(
        ConsumerGroup group, IReadOnlyList<OwnershipClaim> claims, CancellationToken cancellationToken) =>
        _measured.ClaimOwnershipAsync(group, claims, cancellationToken);

    public Task<Checkpoint?> ReadCheckpointAsync(ConsumerGroup group, string partitionId, CancellationToken cancellationToken) =>
        _measured.ReadCheckpointAsync(group, partitionId, cancellationToken);

    public Task<PartitionResults<Checkpoint>> ListCheckpointsAsync(ConsumerGroup group, CancellationToken cancellationToken) =>
        _measured.ListCheckpointsAsync(group, cancellationToken);

    public Task<PartitionResults<CheckpointWriteResult>> WriteCheckpointsAsync(
        ConsumerGroup group, IReadOnlyList<CheckpointWrite> writes, CancellationToken cancellationToken) =>
        _measured.WriteCheckpointsAsync(group, writes, cancellationToken);

    public Task WriteCheckpointAsync(DbTransaction transaction, ConsumerGroup group, CheckpointWrite write, CancellationToken cancellationToken) =>
        _measured.WriteCheckpointAsync(transaction, group, write, cancellationToken);

    public async Task<PartitionResults<PartitionOwnership>> RequestOwnershipAsync(
        ConsumerGroup group, IReadOnlyList<OwnershipRequest> requests, CancellationToken cancellationToken)
    {
        StoreCallScope call = _calls.Begin(StoreOperation.RequestOwnership, group);
        try
        {
            PartitionResults<PartitionOwnership> results = await _requests.RequestOwnershipAsync(group, requests, cancellationToken).ConfigureAwait(false);
            call.Claimed(requests.Count, results);
            return results;
        }
        catch (Exception exception)
        {
            call.Fail(requests.Count, exception, cancellationToken);
            throw;
        }
    }
}
