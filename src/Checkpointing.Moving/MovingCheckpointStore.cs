using Checkpointing.Backends;
using Checkpointing.Moving.Checkpoints;
using Checkpointing.Moving.Ownership;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Checkpointing.Moving;

/// <summary>
/// Two stores as one, for the time in which a live fleet moves from one to the other: a partition is owned by who has won it in both, and a checkpoint counts when it stands in
/// both. So processes that know only one of the two can run beside it, and the fleet can go on to the new store, or back to the old one, without a replay.
/// </summary>
/// <remarks>
/// <para>The order of a move is in <c>docs/moving.md</c>: all processes with <see cref="MovingLeader.From"/>, then all with <see cref="MovingLeader.To"/>, then all with the new
/// store alone. Processes of the old store alone and of the new store alone must never run at the same time: nothing decides between them.</para>
/// <para>It works while both stores do. Epochs are this object's own: a processor has to claim and to write through the same one. Checkpoints cannot be part of a transaction of the
/// application's, which reaches one store only.</para>
/// </remarks>
public sealed class MovingCheckpointStore : ICheckpointStore, IOwnershipRequestStore, ICheckpointStoreOperator, ICheckpointStoreProvisioner, IAsyncDisposable
{
    private readonly MovingPair _pair;
    private readonly bool _ownsStores;
    private readonly Holdings _holdings = new();
    private readonly OwnershipClaims _claims;
    private readonly OwnershipRequests _requests;
    private readonly PairCheckpoints _checkpoints;

    /// <summary>Makes one store of two of yours, which it does not dispose.</summary>
    /// <param name="from">The store to move from.</param>
    /// <param name="to">The store to move to.</param>
    /// <param name="leader">Whose checkpoints count.</param>
    /// <param name="timeProvider">The clock; the system's if null. The same as that of the two stores.</param>
    /// <param name="logger">Where it is noted what was put right in the store that does not lead.</param>
    public MovingCheckpointStore(
        ICheckpointStore from, ICheckpointStore to, MovingLeader leader, TimeProvider? timeProvider = null, ILogger<MovingCheckpointStore>? logger = null)
        : this(from, to, leader, ownsStores: false, timeProvider, logger)
    {
    }

    internal MovingCheckpointStore(
        ICheckpointStore from, ICheckpointStore to, MovingLeader leader, bool ownsStores, TimeProvider? timeProvider, ILogger<MovingCheckpointStore>? logger)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        _pair = new MovingPair(from, to, leader);
        _ownsStores = ownsStores;
        _claims = new OwnershipClaims(_pair, _holdings, new FollowerAlignment(_pair, logger ?? NullLogger<MovingCheckpointStore>.Instance));
        _requests = new OwnershipRequests(_pair, _holdings, timeProvider ?? TimeProvider.System);
        _checkpoints = new PairCheckpoints(_pair, _holdings);
    }

    /// <summary>Whether one of the two holds requests: whoever knows both looks there.</summary>
    public bool HoldsRequests => _pair.From.Requests is not null || _pair.To.Requests is not null;

    /// <inheritdoc/>
    public Task<PartitionResults<PartitionOwnership>> ListOwnershipAsync(ConsumerGroup group, CancellationToken cancellationToken) =>
        _requests.ListAsync(group, cancellationToken);

    /// <inheritdoc/>
    public Task<PartitionResults<PartitionOwnership>> ClaimOwnershipAsync(
        ConsumerGroup group, IReadOnlyList<OwnershipClaim> claims, CancellationToken cancellationToken)
    {
        StoreArguments.Check(claims);
        return _claims.ClaimAsync(group, claims, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<PartitionResults<PartitionOwnership>> RequestOwnershipAsync(
        ConsumerGroup group, IReadOnlyList<OwnershipRequest> requests, CancellationToken cancellationToken)
    {
        if (!HoldsRequests)
        {
            throw new NotSupportedException($"Neither {_pair.From} nor {_pair.To} holds requests.");
        }

        StoreArguments.Check(requests);
        return _requests.RequestAsync(group, requests, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Checkpoint?> ReadCheckpointAsync(ConsumerGroup group, string partitionId, CancellationToken cancellationToken) =>
        _checkpoints.ReadAsync(group, partitionId, cancellationToken);

    /// <inheritdoc/>
    public Task<PartitionResults<Checkpoint>> ListCheckpointsAsync(ConsumerGroup group, CancellationToken cancellationToken) =>
        _checkpoints.ListAsync(group, cancellationToken);

    /// <inheritdoc/>
    public Task<PartitionResults<CheckpointWriteResult>> WriteCheckpointsAsync(
        ConsumerGroup group, IReadOnlyList<CheckpointWrite> writes, CancellationToken cancellationToken)
    {
        StoreArguments.Check(writes);
        return _checkpoints.WriteAsync(group, writes, cancellationToken);
    }

    /// <summary>Rewinds in the store that leads, and then in the other one. If that fails, the next owner makes up for it; repeating the rewind does so at once.</summary>
    /// <inheritdoc/>
    public async Task<PartitionResults<PartitionRewound>> RewindAsync(
        ConsumerGroup group, IReadOnlyList<PartitionRewind> rewinds, CancellationToken cancellationToken)
    {
        StoreArguments.Check(rewinds);
        PartitionResults<PartitionRewound> leading = await _pair.Leading.CallAsync(
            [.. rewinds.Select(rewind => rewind.PartitionId)], _ => _pair.Leading.Operator.RewindAsync(group, rewinds, cancellationToken)).ConfigureAwait(false);
        Dictionary<string, PartitionRewound> done = leading.Items.ToDictionary(item => item.PartitionId, StringComparer.Ordinal);
        PartitionRewind[] second = [.. rewinds.Where(rewind => done.ContainsKey(rewind.PartitionId))];
        PartitionResults<PartitionRewound> following = await _pair.Following.CallAsync(
            done.Keys, _ => _pair.Following.Operator.RewindAsync(group, second, cancellationToken), mayHaveBeenApplied: true).ConfigureAwait(false);
        return MovingSide.Results(
            rewinds.Count, [.. following.Items.Select(item => Combine(done[item.PartitionId], item))], [.. leading.Faults, .. following.Faults]);
    }

    /// <inheritdoc/>
    public async Task<int> DeleteGroupAsync(ConsumerGroup group, CancellationToken cancellationToken)
    {
        _holdings.Of(group).Clear();
        int from = await _pair.From.Operator.DeleteGroupAsync(group, cancellationToken).ConfigureAwait(false);
        int to = await _pair.To.Operator.DeleteGroupAsync(group, cancellationToken).ConfigureAwait(false);
        return Math.Max(from, to);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ConsumerGroup>> ListGroupsAsync(CancellationToken cancellationToken)
    {
        (IReadOnlyList<ConsumerGroup> from, IReadOnlyList<ConsumerGroup> to) =
            await _pair.BothAsync(side => side.Operator.ListGroupsAsync(cancellationToken)).ConfigureAwait(false);
        return [.. from.Union(to).OrderBy(group => group.ToString(), StringComparer.Ordinal)];
    }

    /// <summary>Creates what is missing in both stores.</summary>
    /// <inheritdoc/>
    public async Task ProvisionAsync(CancellationToken cancellationToken)
    {
        foreach (ICheckpointStoreProvisioner store in new[] { _pair.From.Store, _pair.To.Store }.OfType<ICheckpointStoreProvisioner>())
        {
            await store.ProvisionAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Tells what either store finds, and whether all processes are as far as the next step of a move needs them to be.</summary>
    /// <inheritdoc/>
    public Task<IReadOnlyList<StoreFinding>> VerifyAsync(CancellationToken cancellationToken) => new MovingFindings(_pair).FindAsync(cancellationToken);

    /// <summary>Disposes the two stores, if configuration has made them.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (ICheckpointStore store in _ownsStores ? new[] { _pair.From.Store, _pair.To.Store } : [])
        {
            if (store is IAsyncDisposable disposable)
            {
                await disposable.DisposeAsync().ConfigureAwait(false);
            }
            else
            {
                (store as IDisposable)?.Dispose();
            }
        }
    }

    private PartitionRewound Combine(PartitionRewound leading, PartitionRewound following) => new(
        leading.PartitionId,
        (leading.Previous ?? (_pair.ReadsThrough ? following.Previous : null)) is { } previous ? previous with { Epoch = 0 } : null,
        leading.PreviousOwnerId.Length > 0 ? leading.PreviousOwnerId : following.PreviousOwnerId,
        leading.Epoch + following.Epoch);
}
