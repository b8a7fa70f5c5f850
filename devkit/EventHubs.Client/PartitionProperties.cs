using System.ComponentModel;
using Azure.Messaging.EventHubs.Core;

namespace Azure.Messaging.EventHubs;

/// <summary>What the service says about a partition.</summary>
public class PartitionProperties
{
    /// <summary>For tests and derived types, with a numeric offset.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete(ObsoleteText.NumericOffset, false)]
    protected internal PartitionProperties(string eventHubName, string partitionId, bool isEmpty, long beginningSequenceNumber, long lastSequenceNumber, long lastOffset, DateTimeOffset lastEnqueuedTime)
        : this(eventHubName, partitionId, isEmpty, beginningSequenceNumber, lastSequenceNumber, NumericOffset.Format(lastOffset), lastEnqueuedTime)
    {
    }

    /// <summary>For tests and derived types.</summary>
    protected internal PartitionProperties(string eventHubName, string partitionId, bool isEmpty, long beginningSequenceNumber, long lastSequenceNumber, string lastOffsetString, DateTimeOffset lastEnqueuedTime)
    {
        EventHubName = eventHubName;
        Id = partitionId;
        IsEmpty = isEmpty;
        BeginningSequenceNumber = beginningSequenceNumber;
        LastEnqueuedSequenceNumber = lastSequenceNumber;
        LastEnqueuedOffsetString = lastOffsetString;
        LastEnqueuedTime = lastEnqueuedTime;
    }

    /// <summary>The hub of the partition.</summary>
    public string EventHubName { get; }

    /// <summary>The identifier of the partition.</summary>
    public string Id { get; }

    /// <summary>Whether the partition holds no event.</summary>
    public bool IsEmpty { get; }

    /// <summary>The sequence number of the oldest event that is still there.</summary>
    public long BeginningSequenceNumber { get; }

    /// <summary>The sequence number of the newest event; -1 where there has never been one.</summary>
    public long LastEnqueuedSequenceNumber { get; }

    /// <summary>The offset of the newest event, as an opaque text.</summary>
    public string LastEnqueuedOffsetString { get; }

    /// <summary>The offset of the newest event as a number; <see cref="long.MinValue"/> where there is none.</summary>
    /// <exception cref="NotSupportedException">The offset is not a number.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete(ObsoleteText.NumericOffset, false)]
    public long LastEnqueuedOffset =>
        string.IsNullOrEmpty(LastEnqueuedOffsetString) ? long.MinValue : NumericOffset.Parse(LastEnqueuedOffsetString);

    /// <summary>When the newest event was enqueued.</summary>
    public DateTimeOffset LastEnqueuedTime { get; }

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
