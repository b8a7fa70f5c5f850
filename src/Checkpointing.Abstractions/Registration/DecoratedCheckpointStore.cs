using System.Data.Common;
using Checkpointing.Backends;

namespace Checkpointing.Registration;

/// <summary>
/// A store behind a decorator that decorates the core operations only: what operators, provisioning and the application's transactions ask for goes
/// to the decorator if it has it, and past it to the store otherwise. So do requests for ownership.
/// </summary>
internal sealed class DecoratedCheckpointStore :
    ICheckpointStore,
    IOwnershipRequestStore,
    ITransactionalCheckpointStore,
    ICheckpointStoreOperator,
    ICheckpointStoreProvisioner,
    IAsyncDisposable,
    IDisposable
{
    private readonly ICheckpointStore _decorator;
    private readonly ICheckpointStore _inner;
    private readonly IOwnershipRequestStore? _requests;
    private readonly ITransactionalCheckpointStore? _transactional;
    private readonly ICheckpointStoreOperator? _operator;
    private readonly ICheckpointStoreProvisioner? _provisioner;

    private DecoratedCheckpointStore(ICheckpointStore decorator, ICheckpointStore inner)
    {
        _decorator = decorator;
        _inner = inner;
        _requests = decorator as IOwnershipRequestStore ?? inner as IOwnershipRequestStore;
        _transactional = decorator as ITransactionalCheckpointStore ?? inner as ITransactionalCheckpointStore;
        _operator = decorator as ICheckpointStoreOperator ?? inner as ICheckpointStoreOperator;
        _provisioner = decorator as ICheckpointStoreProvisioner ?? inner as ICheckpointStoreProvisioner;
    }

    /// <inheritdoc/>
    public bool HoldsRequests => _requests is { HoldsRequests: true };

    private ICheckpointStoreOperator Operator =>
        _operator ?? throw new NotSupportedException($"The store registered here has no operations for operators: it does not implement {nameof(ICheckpointStoreOperator)}.");

    /// <summary>The decorator, as it is if it has all that the store has.</summary>
    public static ICheckpointStore Over(ICheckpointStore decorator, ICheckpointStore inner)
    {
        bool hidesNothing = (decorator is IOwnershipRequestStore || inner is not IOwnershipRequestStore)
            && (decorator is ICheckpointStoreOperator || inner is not ICheckpointStoreOperator)
            && (decorator is ICheckpointStoreProvisioner || inner is not ICheckpointStoreProvisioner)
            && (decorator is ITransactionalCheckpointStore || inner is not ITransactionalCheckpointStore);
        return hidesNothing ? decorator : new DecoratedCheckpointStore(decorator, inner);
    }

    /// <inheritdoc/>
    public Task<PartitionResults<PartitionOwnership>> ListOwnershipAsync(ConsumerGroup group, CancellationToken cancellationToken) =>
        _decorator.ListOwnershipAsync(group, cancellationToken);

    /// <inheritdoc/>
    public Task<PartitionResults<PartitionOwnership>> ClaimOwnershipAsync(
        ConsumerGroup group, IReadOnlyList<OwnershipClaim> claims, CancellationToken cancellationToken) =>
        _decorator.ClaimOwnershipAsync(group, claims, cancellationToken);

    /// <inheritdoc/>
    public Task<PartitionResults<PartitionOwnership>> RequestOwnershipAsync(
        ConsumerGroup group, IReadOnlyList<OwnershipRequest> requests, CancellationToken cancellationToken) =>
        _requests?.RequestOwnershipAsync(group, requests, cancellationToken)
            ?? throw new NotSupportedException($"The store registered here holds no requests: it does not implement {nameof(IOwnershipRequestStore)}.");

    /// <inheritdoc/>
    public Task<Checkpoint?> ReadCheckpointAsync(ConsumerGroup group, string partitionId, CancellationToken cancellationToken) =>
        _decorator.ReadCheckpointAsync(group, partitionId, cancellationToken);

    /// <inheritdoc/>
    public Task<PartitionResults<Checkpoint>> ListCheckpointsAsync(ConsumerGroup group, CancellationToken cancellationToken) =>
        _decorator.ListCheckpointsAsync(group, cancellationToken);

    /// <inheritdoc/>
    public Task<PartitionResults<CheckpointWriteResult>> WriteCheckpointsAsync(
        ConsumerGroup group, IReadOnlyList<CheckpointWrite> writes, CancellationToken cancellationToken) =>
        _decorator.WriteCheckpointsAsync(group, writes, cancellationToken);

    /// <inheritdoc/>
    public Task WriteCheckpointAsync(DbTransaction transaction, ConsumerGroup group, CheckpointWrite write, CancellationToken cancellationToken) =>
        (_transactional ?? throw CallersTransaction.Unsupported(NameOf(_inner))).WriteCheckpointAsync(transaction, group, write, cancellationToken);

    /// <inheritdoc/>
    public Task<PartitionResults<PartitionRewound>> RewindAsync(
        ConsumerGroup group, IReadOnlyList<PartitionRewind> rewinds, CancellationToken cancellationToken) =>
        Operator.RewindAsync(group, rewinds, cancellationToken);

    /// <inheritdoc/>
    public Task<int> DeleteGroupAsync(ConsumerGroup group, CancellationToken cancellationToken) => Operator.DeleteGroupAsync(group, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ConsumerGroup>> ListGroupsAsync(CancellationToken cancellationToken) => Operator.ListGroupsAsync(cancellationToken);

    /// <remarks>A store that has no provisioning needs none.</remarks>
    public Task ProvisionAsync(CancellationToken cancellationToken) => _provisioner?.ProvisionAsync(cancellationToken) ?? Task.CompletedTask;

    /// <remarks>A store that has no verification finds nothing wanting.</remarks>
    public Task<IReadOnlyList<StoreFinding>> VerifyAsync(CancellationToken cancellationToken) =>
        _provisioner?.VerifyAsync(cancellationToken) ?? Task.FromResult<IReadOnlyList<StoreFinding>>([]);

    /// <summary>Disposes the decorator; the store behind it is the container's to dispose.</summary>
    public void Dispose()
    {
        switch (_decorator)
        {
            case IDisposable disposable:
                disposable.Dispose();
                break;
            case IAsyncDisposable:
                throw new InvalidOperationException($"{_decorator.GetType()} can be disposed asynchronously only: dispose the container with DisposeAsync.");
        }
    }

    /// <summary>Disposes the decorator; the store behind it is the container's to dispose.</summary>
    public ValueTask DisposeAsync()
    {
        if (_decorator is IAsyncDisposable disposable)
        {
            return disposable.DisposeAsync();
        }

        Dispose();
        return ValueTask.CompletedTask;
    }

    private static string NameOf(ICheckpointStore store) => store is DecoratedCheckpointStore decorated ? NameOf(decorated._inner) : store.GetType().Name;
}
