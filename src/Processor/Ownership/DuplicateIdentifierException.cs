namespace Checkpointing.Processor.Ownership;

/// <summary>
/// Another live process has the identifier of this processor in the same consumer group. At a start, the start is refused; if it comes to light later, it is reported, and the two
/// share the partitions as if they had two names.
/// </summary>
public sealed class DuplicateIdentifierException : Exception
{
    internal DuplicateIdentifierException(string identifier, ConsumerGroup group, string partitionId)
        : base($"Another live process of {group} has the identifier '{identifier}' too: it holds partition {partitionId} and renews it. "
            + "Give each process an identifier of its own (a host's or pod's name, say), or leave the identifier out, so that each start makes a new one.")
    {
        Identifier = identifier;
        Group = group;
        PartitionId = partitionId;
    }

    /// <summary>The identifier.</summary>
    public string Identifier { get; }

    /// <summary>The consumer group.</summary>
    public ConsumerGroup Group { get; }

    /// <summary>A partition that the other process holds.</summary>
    public string PartitionId { get; }
}
