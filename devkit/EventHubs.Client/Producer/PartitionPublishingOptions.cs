using System.ComponentModel;

namespace Azure.Messaging.EventHubs.Producer;

/// <summary>Where idempotent publishing to a partition continues. Kept for source compatibility: this stand-in does not publish idempotently.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public class PartitionPublishingOptions
{
    /// <summary>Makes options without values.</summary>
    public PartitionPublishingOptions()
    {
    }

    /// <summary>The identifier of the group of producers.</summary>
    public long? ProducerGroupId { get; set; }

    /// <summary>The precedence of the producer.</summary>
    public short? OwnerLevel { get; set; }

    /// <summary>The sequence number to start with.</summary>
    public int? StartingSequenceNumber { get; set; }

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override bool Equals(object obj) => base.Equals(obj);

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override int GetHashCode() => base.GetHashCode();

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override string ToString() => base.ToString();
}
