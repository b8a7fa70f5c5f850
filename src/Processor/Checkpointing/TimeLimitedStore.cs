using System.Data.Common;
using Checkpointing.Backends;

namespace Checkpointing.Processor.Checkpointing;

/// <summary>Gives each call of a store a time limit, also against a store that ignores its token: a call that hangs must not cost all partitions.</summary>
internal sealed class TimeLimitedStore : ICheckpointStore, IOwnershipRequestStore, ITransactionalCheckpointStore
{
    private readonly ICheckpointStore _store;
    private readonly IOwnershipRequestStore? _requests;
    private readonly StoreOutage _outage;
    private readonly TimeSpan _limit;
    private readonly TimeProvider _timeProvider;

    public TimeLimitedStore(ICheckpointStore store, StoreOutage outage, TimeSpan limit, TimeProvider timeProvider)
    {
        _store = store;
        _requests = store is IOwnershipRequestStore { HoldsRequests: true } requests ? requests : null;
        _outage = outage;
        _limit = limit;
        _timeProvider = timeProvider;
    }

    public bool HoldsRequests => _requests is not null;

    /// <summary>This store, if it holds requests; else null.</summary>
    public IOwnershipRequestStore? Requests => HoldsRequests ? this : null;

    public Task<PartitionResults<PartitionOwnership>> ListOwnershipAsync(ConsumerGroup group, CancellationToken cancellationToken) =>
        CallAsync(token => _store.ListOwnershipAsync(group, token), StoreOperation.ListOwnership, group, null, cancellationToken);

    public Task<PartitionResults<PartitionOwnership>> ClaimOwnershipAsync(
        ConsumerGroup group, IReadOnlyList<OwnershipClaim> claims, CancellationToken cancellationToken) =>
        CallAsync(token => _store.ClaimOwnershipAsync(group, claims, token), StoreOperation.ClaimOwnership, group, null, cancellationToken);

    public Task<Checkpoint?> ReadCheckpointAsync(ConsumerGroup group, string partitionId, CancellationToken cancellationToken) =>
        CallAsync(token => _store.ReadCheckpointAsync(group, partitionId, token), StoreOperation.ReadCheckpoint, group, partitionId, cancellationToken);

    public Task<PartitionResults<Checkpoint>> ListCheckpointsAsync(ConsumerGroup group, CancellationToken cancellationToken) =>
        CallAsync(token => _store.ListCheckpointsAsync(group, token), StoreOperation.ListCheckpoints, group, null, cancellationToken);

    public Task<PartitionResults<CheckpointWriteResult>> WriteCheckpointsAsync(
        ConsumerGroup group, IReadOnlyList<CheckpointWrite> writes, CancellationToken cancellationToken) =>
        CallAsync(token => _store.WriteCheckpointsAsync(group, writes, token), StoreOperation.WriteCheckpoints, group, null, cancellationToken);

    public Task<PartitionResults<PartitionOwnership>> RequestOwnershipAsync(
        ConsumerGroup group, IReadOnlyList<OwnershipRequest> requests, CancellationToken cancellationToken) =>
        CallAsync(token => _requests!.RequestOwnershipAsync(group, requests, token), StoreOperation.RequestOwnership, group, null, cancellationToken);

    /// <remarks>Unlike the others it is never left behind: the transaction is the handler's, who goes on with it as soon as this returns. The store heeds its token.</remarks>
    public async Task WriteCheckpointAsync(DbTransaction transaction, ConsumerGroup group, CheckpointWrite write, CancellationToken cancellationToken)
    {
        ITransactionalCheckpointStore store = _store as ITransactionalCheckpointStore ?? throw CallersTransaction.Unsupported(_store.GetType().Name);
        using var limit = new CancellationTokenSource(_limit, _timeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await store.WriteCheckpointAsync(transaction, group, write, both.Token).ConfigureAwait(false);
            _outage.Answered();
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new CheckpointStoreException(
                StoreOperation.WriteCheckpoints, group, write.PartitionId, $"no answer within {_limit}.", isTransient: true, mayHaveBeenApplied: false, exception);
        }
    }

    private async Task<T> CallAsync<T>(
        Func<CancellationToken, Task<T>> call, StoreOperation operation, ConsumerGroup group, string? partitionId, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_limit, _timeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        Task<T> task = call(both.Token);
        try
        {
            T result = await task.WaitAsync(both.Token).ConfigureAwait(false);
            _outage.Answered();
            return result;
        }
        catch (CheckpointStoreException exception)
        {
            // A refusal is an answer too: the store is there.
            if (exception.IsTransient)
            {
                _outage.Failed();
            }
            else
            {
                _outage.Answered();
            }

            throw;
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            _outage.Failed();
            bool isChange = operation is StoreOperation.ClaimOwnership or StoreOperation.WriteCheckpoints or StoreOperation.RequestOwnership;
            throw new CheckpointStoreException(
                operation, group, partitionId, $"no answer within {_limit}.", isTransient: true, mayHaveBeenApplied: isChange, exception);
        }
        finally
        {
            if (!task.IsCompleted)
            {
                // Nobody waits for it any more; its fault would otherwise surface as an unobserved one.
                _ = task.ContinueWith(
                    static late => _ = late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
        }
    }
}
