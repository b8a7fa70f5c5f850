using Checkpointing.Backends;

namespace Checkpointing.Memory;

/// <summary>
/// The reference store: keeps everything in memory and follows the contract to the letter. For unit tests, for trying things out, and as
/// the model that other stores are compared with. Nothing survives the process, so it is no store for production.
/// </summary>
public sealed class InMemoryCheckpointStore : ICheckpointStore, IOwnershipRequestStore, ICheckpointStoreOperator, ICheckpointStoreProvisioner
{
    private readonly InMemoryState _state;
    private readonly TimeProvider _clock;

    /// <summary>Makes an empty store.</summary>
    /// <param name="timeProvider">The clock, both the store's and the caller's; the system's if null.</param>
    public InMemoryCheckpointStore(TimeProvider? timeProvider = null)
        : this(new InMemoryState(timeProvider ?? TimeProvider.System), timeProvider ?? TimeProvider.System)
    {
    }

    private InMemoryCheckpointStore(InMemoryState state, TimeProvider clock)
    {
        _state = state;
        _clock = clock;
    }

    /// <summary>
    /// Makes another client of the same state, as if in another process with a clock of its own. The store's clock stays that of the
    /// first.
    /// </summary>
    /// <param name="timeProvider">The other caller's clock; the system's if null.</param>
    public InMemoryCheckpointStore CreateClient(TimeProvider? timeProvider = null) => new(_state, timeProvider ?? TimeProvider.System);

    /// <inheritdoc/>
    public bool HoldsRequests => true;

    /// <inheritdoc/>
    public Task<PartitionResults<PartitionOwnership>> ListOwnershipAsync(ConsumerGroup group, CancellationToken cancellationToken) =>
        Run(() => Ok(_state.List(group).Where(record => record.Version is not null).Select(Ownership)), cancellationToken);

    /// <inheritdoc/>
    public Task<PartitionResults<PartitionOwnership>> ClaimOwnershipAsync(
        ConsumerGroup group, IReadOnlyList<OwnershipClaim> claims, CancellationToken cancellationToken)
    {
        StoreArguments.Check(claims);
        return Run(
            () => Changed(group, claims, claim => claim.PartitionId, (claim, present, version, now) => present.Claim(claim, version, now)), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<PartitionResults<PartitionOwnership>> RequestOwnershipAsync(
        ConsumerGroup group, IReadOnlyList<OwnershipRequest> requests, CancellationToken cancellationToken)
    {
        StoreArguments.Check(requests);
        return Run(
            () => Changed(group, requests, request => request.PartitionId, (request, present, _, now) => present.Request(request, now)), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Checkpoint?> ReadCheckpointAsync(ConsumerGroup group, string partitionId, CancellationToken cancellationToken) =>
        Run(() => Corrected(_state.Change<Checkpoint?>(group, partitionId, (present, _, _) => (null, present.Checkpoint))), cancellationToken);

    /// <inheritdoc/>
    public Task<PartitionResults<Checkpoint>> ListCheckpointsAsync(ConsumerGroup group, CancellationToken cancellationToken) =>
        Run(() => Ok(_state.List(group).Select(record => Corrected(record.Checkpoint)).OfType<Checkpoint>()), cancellationToken);

    /// <inheritdoc/>
    public Task<PartitionResults<CheckpointWriteResult>> WriteCheckpointsAsync(
        ConsumerGroup group, IReadOnlyList<CheckpointWrite> writes, CancellationToken cancellationToken)
    {
        StoreArguments.Check(writes);
        return Run(() => Ok(writes.Select(write => _state.Change(group, write.PartitionId, (present, _, now) =>
        {
            (CheckpointOutcome outcome, PartitionRecord after) = present.Write(write, now);
            return (outcome == CheckpointOutcome.Written ? after : null, new CheckpointWriteResult(write.PartitionId, outcome));
        }))), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<PartitionResults<PartitionRewound>> RewindAsync(
        ConsumerGroup group, IReadOnlyList<PartitionRewind> rewinds, CancellationToken cancellationToken)
    {
        StoreArguments.Check(rewinds);
        return Run(() => Ok(rewinds.Select(rewind => _state.Change(group, rewind.PartitionId, (present, version, now) =>
        {
            PartitionRecord next = present.Rewind(rewind, version, now);
            return (next, new PartitionRewound(rewind.PartitionId, Corrected(present.Checkpoint), present.OwnerId, next.Epoch));
        }))), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<int> DeleteGroupAsync(ConsumerGroup group, CancellationToken cancellationToken) => Run(() => _state.Delete(group), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ConsumerGroup>> ListGroupsAsync(CancellationToken cancellationToken) => Run(_state.Groups, cancellationToken);

    /// <summary>Does nothing: there is nothing to create.</summary>
    /// <inheritdoc/>
    public Task ProvisionAsync(CancellationToken cancellationToken) => Run(() => true, cancellationToken);

    /// <summary>Says that nothing is durable here.</summary>
    /// <inheritdoc/>
    public Task<IReadOnlyList<StoreFinding>> VerifyAsync(CancellationToken cancellationToken) =>
        Run<IReadOnlyList<StoreFinding>>(
            () => [new StoreFinding(IsError: false, "The in-memory store loses all checkpoints with the process; choose another store for production.")],
            cancellationToken);

    private static Task<T> Run<T>(Func<T> operation, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? Task.FromCanceled<T>(cancellationToken) : Task.FromResult(operation());

    private static PartitionResults<T> Ok<T>(IEnumerable<T> items) => new([.. items], []);

    /// <summary>Changes the ownership of partitions, each by itself; one that stays as it is, is missing from the results.</summary>
    private PartitionResults<PartitionOwnership> Changed<T>(
        ConsumerGroup group, IReadOnlyList<T> wishes, Func<T, string> partitionOf, Func<T, PartitionRecord, string, DateTimeOffset, PartitionRecord?> change) =>
        Ok(wishes
            .Select(wish => _state.Change(group, partitionOf(wish), (present, version, now) =>
            {
                PartitionRecord? next = change(wish, present, version, now);
                return (next, next);
            }))
            .OfType<PartitionRecord>()
            .Select(Ownership));

    private PartitionOwnership Ownership(PartitionRecord record) => new(
        record.PartitionId,
        record.OwnerId,
        record.Epoch,
        record.Version!,
        Corrected(record.Modified),
        record.OwnerInstance,
        record.RequestedBy,
        record.RequestedAt is { } requestedAt ? Corrected(requestedAt) : null);

    private Checkpoint? Corrected(Checkpoint? checkpoint) =>
        checkpoint is null ? null : checkpoint with { LastModified = Corrected(checkpoint.LastModified) };

    private DateTimeOffset Corrected(DateTimeOffset stored) => new ClockCorrection(_state.Now, _clock.GetUtcNow()).ToCaller(stored);
}
