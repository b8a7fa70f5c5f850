using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using Azure.Messaging.EventHubs.Core;

namespace Azure.Messaging.EventHubs.Processor;

/// <summary>The event up to which a partition has been processed.</summary>
[StructLayout(LayoutKind.Auto)]
public struct CheckpointPosition : IEquatable<CheckpointPosition>
{
    /// <summary>A position without values: unlike <see langword="default"/>, whose sequence number is 0.</summary>
    public CheckpointPosition()
    {
        SequenceNumber = long.MinValue;
        OffsetString = null;
    }

    /// <summary>A position by sequence number alone.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete(ObsoleteText.SequenceNumberOnly, false)]
    public CheckpointPosition(long sequenceNumber)
    {
        SequenceNumber = sequenceNumber;
        OffsetString = null;
    }

    /// <summary>A position by a numeric offset.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete(ObsoleteText.NumericOffset, false)]
    public CheckpointPosition(long offset, long sequenceNumber = long.MinValue)
    {
        SequenceNumber = sequenceNumber;
        OffsetString = NumericOffset.Format(offset);
    }

    /// <summary>A position by offset.</summary>
    /// <param name="offsetString">The offset of the event; neither null nor empty.</param>
    /// <param name="sequenceNumber">The sequence number of the event, or <see cref="long.MinValue"/> when it is not known.</param>
    public CheckpointPosition(string offsetString, long sequenceNumber = long.MinValue)
    {
        ArgumentException.ThrowIfNullOrEmpty(offsetString);
        SequenceNumber = sequenceNumber;
        OffsetString = offsetString;
    }

    /// <summary>The offset as a number.</summary>
    /// <exception cref="NotSupportedException">There is no offset, or it is not a number.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete(ObsoleteText.NumericOffset, false)]
    public readonly long Offset => NumericOffset.Parse(OffsetString);

    /// <summary>The offset of the event, or <see langword="null"/>.</summary>
    public string OffsetString { get; }

    /// <summary>The sequence number of the event, or <see cref="long.MinValue"/> when it is not known.</summary>
    public long SequenceNumber { get; }

    /// <summary>Compares both values.</summary>
    public static bool operator ==(CheckpointPosition left, CheckpointPosition right) => left.Equals(right);

    /// <summary>Compares both values.</summary>
    public static bool operator !=(CheckpointPosition left, CheckpointPosition right) => !left.Equals(right);

    /// <summary>The position of an event that was read.</summary>
    /// <exception cref="ArgumentException">The event has no offset: it was not read from a hub.</exception>
    public static CheckpointPosition FromEvent(EventData eventData) => new(eventData.OffsetString, eventData.SequenceNumber);

    /// <inheritdoc/>
    public readonly bool Equals(CheckpointPosition other) =>
        string.Equals(OffsetString, other.OffsetString, StringComparison.Ordinal) && SequenceNumber == other.SequenceNumber;

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override readonly bool Equals(object obj) => obj is CheckpointPosition other && Equals(other);

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override readonly int GetHashCode() => HashCode.Combine(OffsetString, SequenceNumber);

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override readonly string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"Offset: [{OffsetString}] | Sequence Number: [{SequenceNumber}]");
}
