namespace Checkpointing.Processor.Receiving;

/// <summary>Ends the processing of a partition that was lost and regained without the SDK noticing, so that it is started anew from its checkpoint. Reported, and no cause for concern.</summary>
public sealed class PartitionRestartException : Exception
{
    internal PartitionRestartException(string partitionId, long epoch)
        : base($"Partition {partitionId} was lost and regained since epoch {epoch}, or was rewound: it starts again at its checkpoint.")
    {
        PartitionId = partitionId;
        Epoch = epoch;
    }

    /// <summary>The partition.</summary>
    public string PartitionId { get; }

    /// <summary>The epoch of the session that has ended.</summary>
    public long Epoch { get; }
}
