namespace Checkpointing.Cli.Verbs.Copying;

/// <summary>A checkpoint in a file.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="SequenceNumber">The sequence number of the last event that was processed; -1 for a rewind to the earliest event; null if only an offset is known.</param>
/// <param name="Offset">Its offset, if it is known.</param>
/// <param name="WrittenBy">Who wrote it in the store that it comes from.</param>
/// <param name="WrittenAt">When.</param>
internal sealed record CheckpointFileEntry(string Partition, long? SequenceNumber, string? Offset, string? WrittenBy, DateTimeOffset WrittenAt)
{
    /// <summary>Puts it together.</summary>
    public static CheckpointFileEntry From(Checkpoint checkpoint) =>
        new(checkpoint.PartitionId, checkpoint.SequenceNumber, checkpoint.Offset, checkpoint.WrittenBy, checkpoint.LastModified.ToUniversalTime());

    /// <summary>What is wrong with it; null if nothing is.</summary>
    /// <param name="index">Where it stands in its group.</param>
    public string? Violation(int index) => 0 switch
    {
        _ when string.IsNullOrWhiteSpace(Partition) => $"entry {index + 1} has no 'partition'",
        _ when SequenceNumber is null && string.IsNullOrEmpty(Offset) => $"that of partition {Partition} has neither 'sequenceNumber' nor 'offset'",
        _ when SequenceNumber < -1 => $"that of partition {Partition} has the 'sequenceNumber' {SequenceNumber}: it is -1 (the earliest event) or more",
        _ => null,
    };

    /// <summary>The checkpoint.</summary>
    public Checkpoint ToCheckpoint() => new(Partition, SequenceNumber, Offset, Epoch: 0, WrittenBy, WrittenAt);
}
