using System.Data.Common;
using Checkpointing.Backends;

namespace Checkpointing.Telemetry;

/// <summary>A store in front of another one that measures each call of it.</summary>
internal sealed class MeasuredCheckpointStore : ICheckpointStore, ITransactionalCheckpointStore
{
    private readonly ICheckpointStore _store;
    private readonly StoreCalls _calls;

    public MeasuredCheckpointStore(ICheckpointStore store, StoreCalls calls)
    {
        _store = store;
        _calls = calls;
    }

    public async Task<PartitionResults<PartitionOwnership>> ListOwnershipAsync(ConsumerGroup group, CancellationToken cancellationToken)
    {
        StoreCallScope call = _calls.Begin(StoreOperation.ListOwnership, group);
        try
        {
            PartitionResults<PartitionOwnership> results = await _store.ListOwnershipAsync(group, cancellationToken).ConfigureAwait(false);
            call.Listed(results);
            return results;
        }
        catch (Exception exception)
        {
            call.Fail(0, exception, cancellationToken);
            throw;
        }
    }

    public async Task<PartitionResults<PartitionOwnership>> ClaimOwnershipAsync(
        ConsumerGroup group, IReadOnlyList<OwnershipClaim> claims, CancellationToken cancellationToken)
    {
        if (claims.Count == 0)
        {
            // It costs no request, and says nothing about the store.
            return await _store.ClaimOwnershipAsync(group, claims, cancellationToken).ConfigureAwait(false);
        }

        StoreCallScope call = _calls.Begin(StoreOperation.ClaimOwnership, group);
        try
        {
            PartitionResults<PartitionOwnership> results = await _store.ClaimOwnershipAsync(group, claims, cancellationToken).ConfigureAwait(false);
            call.Claimed(claims.Count, results);
            return results;
        }
        catch (Exception exception)
        {
            call.Fail(claims.Count, exception, cancellationToken);
            throw;
        }
    }

    public async Task<Checkpoint?> ReadCheckpointAsync(ConsumerGroup group, string partitionId, CancellationToken cancellationToken)
    {
        StoreCallScope call = _calls.Begin(StoreOperation.ReadCheckpoint, group);
        try
        {
            Checkpoint? checkpoint = await _store.ReadCheckpointAsync(group, partitionId, cancellationToken).ConfigureAwait(false);
            call.Succeed();
            return checkpoint;
        }
        catch (Exception exception)
        {
            call.Fail(0, exception, cancellationToken);
            throw;
        }
    }

    public async Task<PartitionResults<Checkpoint>> ListCheckpointsAsync(ConsumerGroup group, CancellationToken cancellationToken)
    {
        StoreCallScope call = _calls.Begin(StoreOperation.ListCheckpoints, group);
        try
        {
            PartitionResults<Checkpoint> results = await _store.ListCheckpointsAsync(group, cancellationToken).ConfigureAwait(false);
            call.Listed(results);
            return results;
        }
        catch (Exception exception)
        {
            call.Fail(0, exception, cancellationToken);
            throw;
        }
    }

    public async Task<PartitionResults<CheckpointWriteResult>> WriteCheckpointsAsync(
        ConsumerGroup group, IReadOnlyList<CheckpointWrite> writes, CancellationToken cancellationToken)
    {
        if (writes.Count == 0)
        {
            // It costs no request, and says nothing about the store.
            return await _store.WriteCheckpointsAsync(group, writes, cancellationToken).ConfigureAwait(false);
        }

        StoreCallScope call = _calls.Begin(StoreOperation.WriteCheckpoints, group);
        try
        {
            PartitionResults<CheckpointWriteResult> results = await _store.WriteCheckpointsAsync(group, writes, cancellationToken).ConfigureAwait(false);
            call.Wrote(writes.Count, results);
            return results;
        }
        catch (Exception exception)
        {
            call.Fail(writes.Count, exception, cancellationToken);
            throw;
        }
    }

    public async Task WriteCheckpointAsync(DbTransaction transaction, ConsumerGroup group, CheckpointWrite write, CancellationToken cancellationToken)
    {
        ITransactionalCheckpointStore store = _store as ITransactionalCheckpointStore ?? throw CallersTransaction.Unsupported(_store.GetType().Name);
        StoreCallScope call = _calls.Begin(StoreOperation.WriteCheckpoints, group);
        try
        {
            await store.WriteCheckpointAsync(transaction, group, write, cancellationToken).ConfigureAwait(false);
            call.Wrote(1, Result(CheckpointOutcome.Written));
        }
        catch (CheckpointRefusedException exception)
        {
            call.Wrote(1, Result(exception.Outcome));
            throw;
        }
        catch (Exception exception)
        {
            call.Fail(1, exception, cancellationToken);
            throw;
        }

        PartitionResults<CheckpointWriteResult> Result(CheckpointOutcome outcome) => new([new CheckpointWriteResult(write.PartitionId, outcome)], []);
    }
}
