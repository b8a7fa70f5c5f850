using Checkpointing.Memory;

namespace Checkpointing.Abstractions.Tests.Conformance;

/// <summary>The in-memory store with one thing wrong.</summary>
internal sealed class BrokenStore(InMemoryCheckpointStore inner, Breakage breakage) : ICheckpointStore, IOwnershipRequestStore, ICheckpointStoreOperator
{
    private const int Now = 5;

    private int _calls;
    private Checkpoint? _old;

    public bool HoldsRequests => true;

    public Task<PartitionResults<PartitionOwnership>> ListOwnershipAsync(ConsumerGroup group, CancellationToken cancellationToken) =>
        inner.ListOwnershipAsync(group, cancellationToken);

    public async Task<PartitionResults<PartitionOwnership>> ClaimOwnershipAsync(
        ConsumerGroup group, IReadOnlyList<OwnershipClaim> claims, CancellationToken cancellationToken)
    {
        OwnershipClaim claim = claims.Single();
        PartitionOwnership? present = (await inner.ListOwnershipAsync(group, cancellationToken)).Items.SingleOrDefault(item => item.PartitionId == claim.PartitionId);
        await Task.Yield();
        if (breakage == Breakage.ClaimsAreNotCompared || (breakage == Breakage.FirstClaimsOverwrite && claim.Version is null))
        {
            claim = claim with { Version = present?.Version };
        }

        if (breakage == Breakage.ClaimsAreLost && present is not null && claim.Version == present.Version && IsTime())
        {
            PartitionOwnership invented = present with { OwnerId = claim.OwnerId, Version = Guid.NewGuid().ToString("n"), Epoch = present.Epoch + (present.OwnerId == claim.OwnerId ? 0 : 1) };
            return new PartitionResults<PartitionOwnership>([invented], []);
        }

        PartitionResults<PartitionOwnership> results = await inner.ClaimOwnershipAsync(group, [claim], cancellationToken);
        return breakage == Breakage.RequestsStay && present?.RequestedBy is { } requester && results.Items is [{ OwnerId.Length: > 0 } won]
            ? await inner.RequestOwnershipAsync(group, [new OwnershipRequest(won.PartitionId, won.OwnerId, requester)], cancellationToken)
            : results;
    }

    public async Task<PartitionResults<PartitionOwnership>> RequestOwnershipAsync(
        ConsumerGroup group, IReadOnlyList<OwnershipRequest> requests, CancellationToken cancellationToken)
    {
        OwnershipRequest request = requests.Single();
        PartitionOwnership? present = (await inner.ListOwnershipAsync(group, cancellationToken)).Items.SingleOrDefault(item => item.PartitionId == request.PartitionId);
        if (present is { OwnerId.Length: > 0 } && breakage == Breakage.RequestsAreNotCompared)
        {
            request = request with { OwnerId = present.OwnerId };
        }

        return breakage == Breakage.RequestsAreLost && present?.OwnerId == request.OwnerId
            ? new PartitionResults<PartitionOwnership>([present with { RequestedBy = request.RequestedBy, RequestedAt = present.LastModified }], [])
            : await inner.RequestOwnershipAsync(group, [request], cancellationToken);
    }

    public async Task<Checkpoint?> ReadCheckpointAsync(ConsumerGroup group, string partitionId, CancellationToken cancellationToken)
    {
        Checkpoint? present = await inner.ReadCheckpointAsync(group, partitionId, cancellationToken);
        Checkpoint? told = breakage == Breakage.ReadsAreOld ? _old : present;
        _old = present;
        return told;
    }

    public async Task<PartitionResults<Checkpoint>> ListCheckpointsAsync(ConsumerGroup group, CancellationToken cancellationToken)
    {
        PartitionResults<Checkpoint> present = await inner.ListCheckpointsAsync(group, cancellationToken);
        return breakage == Breakage.ReadsAreOld && IsTime() ? new PartitionResults<Checkpoint>([], []) : present;
    }

    public async Task<PartitionResults<CheckpointWriteResult>> WriteCheckpointsAsync(
        ConsumerGroup group, IReadOnlyList<CheckpointWrite> writes, CancellationToken cancellationToken)
    {
        CheckpointWrite write = writes.Single();
        if (breakage == Breakage.WritesAreNotFenced)
        {
            long? epoch = (await inner.ListOwnershipAsync(group, cancellationToken)).Items.SingleOrDefault(item => item.PartitionId == write.PartitionId)?.Epoch;
            write = write with { Epoch = epoch ?? write.Epoch };
        }

        if (breakage == Breakage.WritesAreLost && IsTime())
        {
            return new PartitionResults<CheckpointWriteResult>([new CheckpointWriteResult(write.PartitionId, CheckpointOutcome.Written)], []);
        }

        PartitionResults<CheckpointWriteResult> results = await inner.WriteCheckpointsAsync(group, [write], cancellationToken);
        return breakage == Breakage.StaleWritesAreAccepted && results.Items[0].Outcome == CheckpointOutcome.Stale
            ? new PartitionResults<CheckpointWriteResult>([new CheckpointWriteResult(write.PartitionId, CheckpointOutcome.Written)], [])
            : results;
    }

    public Task<PartitionResults<PartitionRewound>> RewindAsync(ConsumerGroup group, IReadOnlyList<PartitionRewind> rewinds, CancellationToken cancellationToken) =>
        inner.RewindAsync(group, rewinds, cancellationToken);

    public Task<int> DeleteGroupAsync(ConsumerGroup group, CancellationToken cancellationToken) => inner.DeleteGroupAsync(group, cancellationToken);

    public Task<IReadOnlyList<ConsumerGroup>> ListGroupsAsync(CancellationToken cancellationToken) => inner.ListGroupsAsync(cancellationToken);

    private bool IsTime() => Interlocked.Increment(ref _calls) % Now == 0;
}
