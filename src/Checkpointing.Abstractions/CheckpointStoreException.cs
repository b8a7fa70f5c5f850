namespace Checkpointing;

/// <summary>The one shape of all errors of a store. The driver's exception is inside; no message ever holds a secret.</summary>
public sealed class CheckpointStoreException : Exception
{
    /// <summary>Makes an error of a store.</summary>
    /// <param name="operation">The operation that failed.</param>
    /// <param name="group">The consumer group, or null for an operation on the whole store.</param>
    /// <param name="partitionId">The partition, or null when the fault struck the whole operation.</param>
    /// <param name="message">What happened and what to do about it.</param>
    /// <param name="isTransient">Whether the same call may succeed later without anybody changing anything.</param>
    /// <param name="mayHaveBeenApplied">Whether the change may have been made although no confirmation came.</param>
    /// <param name="innerException">The driver's exception.</param>
    public CheckpointStoreException(
        StoreOperation operation,
        ConsumerGroup? group,
        string? partitionId,
        string message,
        bool isTransient = false,
        bool mayHaveBeenApplied = false,
        Exception? innerException = null)
        : base(Compose(operation, group, partitionId, message, mayHaveBeenApplied), innerException)
    {
        Operation = operation;
        Group = group;
        PartitionId = partitionId;
        IsTransient = isTransient;
        MayHaveBeenApplied = mayHaveBeenApplied;
    }

    /// <summary>The operation that failed.</summary>
    public StoreOperation Operation { get; }

    /// <summary>The consumer group, or null for an operation on the whole store.</summary>
    public ConsumerGroup? Group { get; }

    /// <summary>The partition, or null when the fault struck the whole operation.</summary>
    public string? PartitionId { get; }

    /// <summary>Whether the same call may succeed later without anybody changing anything. The store has used up its own retries when this is thrown.</summary>
    public bool IsTransient { get; }

    /// <summary>Whether the change may have been made although no confirmation came. Repeating the call is safe: claims compare versions and checkpoints never move backwards.</summary>
    public bool MayHaveBeenApplied { get; }

    private static string Compose(StoreOperation operation, ConsumerGroup? group, string? partitionId, string message, bool mayHaveBeenApplied)
    {
        string scope = (group, partitionId) switch
        {
            (null, _) => "",
            (_, null) => $" for {group}",
            _ => $" for {group}, partition {partitionId}",
        };
        return $"{operation} failed{scope}: {message}{(mayHaveBeenApplied ? " The change may have been applied; repeating it is safe." : "")}";
    }
}
