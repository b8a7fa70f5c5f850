using System.ComponentModel;

namespace Azure.Messaging.EventHubs.Producer;

/// <summary>The state of idempotent publishing to a partition.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public class PartitionPublishingProperties
{
    internal PartitionPublishingProperties(bool isIdempotentPublishingEnabled, long? producerGroupId, short? ownerLevel, int? lastPublishedSequenceNumber)
    {
        IsIdempotentPublishingEnabled = isIdempotentPublishingEnabled;
        ProducerGroupId = producerGroupId;
        OwnerLevel = ownerLevel;
        LastPublishedSequenceNumber = lastPublishedSequenceNumber;
    }

    /// <summary>Whether publishing is idempotent.</summary>
    public bool IsIdempotentPublishingEnabled { get; }

    /// <summary>The identifier of the group of producers.</summary>
    public long? ProducerGroupId { get; }

    /// <summary>The precedence of the producer.</summary>
    public short? OwnerLevel { get; }

    /// <summary>The sequence number of the last event that was published.</summary>
    public int? LastPublishedSequenceNumber { get; }

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
