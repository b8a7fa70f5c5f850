namespace Checkpointing;

/// <summary>
/// A checkpoint inside the caller's own transaction was refused, and the transaction was rolled back: its effects belong to events that another
/// owner processes, or that were processed already, and must not be committed.
/// </summary>
public sealed class CheckpointRefusedException : Exception
{
    /// <summary>Makes the error.</summary>
    /// <param name="group">The consumer group.</param>
    /// <param name="partitionId">The partition.</param>
    /// <param name="outcome"><see cref="CheckpointOutcome.Fenced"/> or <see cref="CheckpointOutcome.Stale"/>.</param>
    public CheckpointRefusedException(ConsumerGroup group, string partitionId, CheckpointOutcome outcome)
        : base($"The checkpoint of partition {partitionId} of {group} was refused ({outcome}) and the transaction rolled back: {Reason(outcome)}.")
    {
        Group = group;
        PartitionId = partitionId;
        Outcome = outcome;
    }

    /// <summary>The consumer group.</summary>
    public ConsumerGroup Group { get; }

    /// <summary>The partition.</summary>
    public string PartitionId { get; }

    /// <summary>Why: <see cref="CheckpointOutcome.Fenced"/> or <see cref="CheckpointOutcome.Stale"/>.</summary>
    public CheckpointOutcome Outcome { get; }

    private static string Reason(CheckpointOutcome outcome) => outcome is CheckpointOutcome.Fenced
        ? "the partition was taken over or rewound; stop processing it"
        : "these events were processed and committed before";
}
