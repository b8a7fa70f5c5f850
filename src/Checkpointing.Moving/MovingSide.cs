namespace Checkpointing.Moving;

/// <summary>One of the two stores. What it throws for a whole call becomes a fault of each partition, so that it does not hide what the other one did.</summary>
internal sealed class MovingSide
{
    private readonly string _name;

    /// <param name="name">How errors and findings call it.</param>
    /// <param name="store">The store.</param>
    public MovingSide(string name, ICheckpointStore store)
    {
        Store = store;
        _name = $"{name} ({store.GetType().Name})";
    }

    /// <summary>The store.</summary>
    public ICheckpointStore Store { get; }

    /// <summary>The store, if it has operations for operators.</summary>
    /// <exception cref="NotSupportedException">It has none.</exception>
    public ICheckpointStoreOperator Operator => Store as ICheckpointStoreOperator
        ?? throw new NotSupportedException($"{_name} has no operations for operators: it does not implement {nameof(ICheckpointStoreOperator)}.");

    /// <summary>The store, if it holds requests; else null.</summary>
    public IOwnershipRequestStore? Requests => Store is IOwnershipRequestStore { HoldsRequests: true } requests ? requests : null;

    /// <inheritdoc/>
    public override string ToString() => _name;

    /// <summary>Calls the store for several partitions.</summary>
    /// <param name="asked">The partitions. None costs no call.</param>
    /// <param name="call">The call.</param>
    /// <param name="mayHaveBeenApplied">Whether another step of the same change was made before, so that any fault may leave it half done.</param>
    public async Task<PartitionResults<T>> CallAsync<T>(
        IReadOnlyCollection<string> asked, Func<ICheckpointStore, Task<PartitionResults<T>>> call, bool mayHaveBeenApplied = false)
    {
        if (asked.Count == 0)
        {
            return new PartitionResults<T>([], []);
        }

        try
        {
            PartitionResults<T> results = await call(Store).ConfigureAwait(false);
            return results with { Faults = [.. results.Faults.Select(fault => Fault(fault, fault.PartitionId, mayHaveBeenApplied))] };
        }
        catch (CheckpointStoreException exception)
        {
            return new PartitionResults<T>([], [.. asked.Select(partitionId => Fault(exception, partitionId, mayHaveBeenApplied))]);
        }
    }

    /// <summary>The results; a store that failed as a whole, and left nothing else to tell, is an error of the whole call.</summary>
    public static PartitionResults<T> Results<T>(int asked, List<T> items, List<CheckpointStoreException> faults) =>
        asked > 0 && faults.Count == asked && faults[0] is { InnerException: CheckpointStoreException { PartitionId: null } inner } first
            ? throw new CheckpointStoreException(
                first.Operation, first.Group, partitionId: null, inner.Message, first.IsTransient, faults.Any(fault => fault.MayHaveBeenApplied), inner)
            : new PartitionResults<T>(items, faults);

    private CheckpointStoreException Fault(CheckpointStoreException fault, string? partitionId, bool mayHaveBeenApplied) =>
        new(fault.Operation, fault.Group, partitionId, $"{_name}: {fault.Message}", fault.IsTransient, fault.MayHaveBeenApplied || mayHaveBeenApplied, fault);
}
