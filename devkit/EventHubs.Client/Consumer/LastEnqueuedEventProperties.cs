using System.ComponentModel;
using System.Runtime.InteropServices;
using Azure.Messaging.EventHubs.Core;

namespace Azure.Messaging.EventHubs.Consumer;

/// <summary>The newest event of a partition, as the service last told with a delivery.</summary>
[StructLayout(LayoutKind.Auto)]
public struct LastEnqueuedEventProperties : IEquatable<LastEnqueuedEventProperties>
{
    /// <summary>Makes properties with an opaque offset.</summary>
    public LastEnqueuedEventProperties(long? lastSequenceNumber, string lastOffsetString, DateTimeOffset? lastEnqueuedTime, DateTimeOffset? lastReceivedTime)
    {
        SequenceNumber = lastSequenceNumber;
        OffsetString = lastOffsetString;
        EnqueuedTime = lastEnqueuedTime;
        LastReceivedTime = lastReceivedTime;
    }

    /// <summary>Makes properties with a numeric offset.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete(ObsoleteText.NumericOffset, false)]
    public LastEnqueuedEventProperties(long? lastSequenceNumber, long? lastOffset, DateTimeOffset? lastEnqueuedTime, DateTimeOffset? lastReceivedTime)
        : this(lastSequenceNumber, NumericOffset.Format(lastOffset), lastEnqueuedTime, lastReceivedTime)
    {
    }

    /// <summary>Makes properties with a numeric offset.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete(ObsoleteText.NumericOffset, false)]
    public LastEnqueuedEventProperties(long? lastSequenceNumber, long lastOffset, DateTimeOffset? lastEnqueuedTime, DateTimeOffset? lastReceivedTime)
        : this(lastSequenceNumber, NumericOffset.Format(lastOffset), lastEnqueuedTime, lastReceivedTime)
    {
    }

    /// <summary>The sequence number of the newest event.</summary>
    public long? SequenceNumber { get; }

    /// <summary>The offset of the newest event.</summary>
    public string OffsetString { get; }

    /// <summary>The offset of the newest event as a number, or <see langword="null"/> when there is none.</summary>
    /// <exception cref="NotSupportedException">The offset is not a number.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete(ObsoleteText.NumericOffset, false)]
    public readonly long? Offset => string.IsNullOrEmpty(OffsetString) ? null : NumericOffset.Parse(OffsetString);

    /// <summary>When the newest event was enqueued.</summary>
    public DateTimeOffset? EnqueuedTime { get; }

    /// <summary>When the service read these values.</summary>
    public DateTimeOffset? LastReceivedTime { get; }

    /// <summary>Compares all values.</summary>
    public static bool operator ==(LastEnqueuedEventProperties left, LastEnqueuedEventProperties right) => left.Equals(right);

    /// <summary>Compares all values.</summary>
    public static bool operator !=(LastEnqueuedEventProperties left, LastEnqueuedEventProperties right) => !left.Equals(right);

    /// <inheritdoc/>
    public readonly bool Equals(LastEnqueuedEventProperties other) =>
        SequenceNumber == other.SequenceNumber
        && string.Equals(OffsetString, other.OffsetString, StringComparison.Ordinal)
        && EnqueuedTime == other.EnqueuedTime
        && LastReceivedTime == other.LastReceivedTime;

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override readonly bool Equals(object obj) => obj is LastEnqueuedEventProperties other && Equals(other);

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override readonly int GetHashCode() => HashCode.Combine(SequenceNumber, OffsetString, EnqueuedTime, LastReceivedTime);

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override readonly string ToString() => base.ToString();
}
