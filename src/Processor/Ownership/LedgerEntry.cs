namespace Checkpointing.Processor.Ownership;

/// <summary>What a ledger knows of one partition. Guarded by the lock of the one who has it.</summary>
internal sealed class LedgerEntry
{
    /// <summary>How far apart one and the same request may seem to be in two lists: its time is corrected by what each answer tells of the store's clock, in some stores to the second.</summary>
    private static readonly TimeSpan SameRequest = TimeSpan.FromSeconds(2);

    private DateTimeOffset _probeAnswered = DateTimeOffset.MinValue;

    /// <summary>The record under which the partition is held, or null.</summary>
    public PartitionOwnership? Held { get; set; }

    /// <summary>The record in the last list, or as it was won since; null if there is none.</summary>
    public PartitionOwnership? Listed { get; set; }

    /// <summary>The version that the SDK was given last.</summary>
    public string? GivenVersion { get; set; }

    /// <summary>The epoch under which the partition was held last; 0 if it never was.</summary>
    public long LastHeldEpoch { get; set; }

    /// <summary>The timestamp of the last claim or renewal that was won.</summary>
    public long RenewedAt { get; set; }

    /// <summary>Whether it is to be renewed at the next opportunity.</summary>
    public bool IsDoubted { get; set; }

    /// <summary>Whoever asks for a partition in the owner's own name wants to know whether the owner lives. Answered once, by a renewal.</summary>
    /// <param name="record">What a list shows.</param>
    public void AnswerProbe(PartitionOwnership record)
    {
        if (Held is not null && record.RequestedAt > _probeAnswered + SameRequest && record.RequestedBy!.Equals(record.OwnerId, StringComparison.OrdinalIgnoreCase))
        {
            IsDoubted = true;
            _probeAnswered = record.RequestedAt.Value;
        }
    }
}
