using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using Azure.Messaging.EventHubs.Core;

namespace Azure.Messaging.EventHubs.Consumer;

/// <summary>A place in a partition to start reading at.</summary>
[StructLayout(LayoutKind.Auto)]
public struct EventPosition : IEquatable<EventPosition>
{
    private const string StartOfStream = "-1";
    private const string EndOfStream = "@latest";

    /// <summary>The oldest event that is still there.</summary>
    public static EventPosition Earliest => FromOffset(StartOfStream, false);

    /// <summary>The next event that will be enqueued.</summary>
    public static EventPosition Latest => FromOffset(EndOfStream, false);

    internal string OffsetString { get; private set; }

    internal string SequenceNumber { get; private set; }

    internal DateTimeOffset? EnqueuedTime { get; private set; }

    internal bool IsInclusive { get; private set; }

    /// <summary>Compares all values.</summary>
    public static bool operator ==(EventPosition left, EventPosition right) => left.Equals(right);

    /// <summary>Compares all values.</summary>
    public static bool operator !=(EventPosition left, EventPosition right) => !left.Equals(right);

    /// <summary>The event at an offset, or the one behind it.</summary>
    /// <param name="offsetString">The offset of an event; neither null nor empty.</param>
    /// <param name="isInclusive">Whether the event at the offset itself is read.</param>
    public static EventPosition FromOffset(string offsetString, bool isInclusive = true)
    {
        ArgumentException.ThrowIfNullOrEmpty(offsetString);
        return new EventPosition { OffsetString = offsetString, IsInclusive = isInclusive };
    }

    /// <summary>The event at a numeric offset, or the one behind it.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete(ObsoleteText.NumericOffset, false)]
    public static EventPosition FromOffset(long offset, bool isInclusive = true) =>
        FromOffset(offset.ToString(CultureInfo.InvariantCulture), isInclusive);

    /// <summary>The event with a sequence number, or the one behind it.</summary>
    /// <param name="sequenceNumber">The sequence number of an event.</param>
    /// <param name="isInclusive">Whether the event with that number itself is read.</param>
    public static EventPosition FromSequenceNumber(long sequenceNumber, bool isInclusive = true) =>
        new() { SequenceNumber = sequenceNumber.ToString(CultureInfo.InvariantCulture), IsInclusive = isInclusive };

    /// <summary>The first event that was enqueued after a moment.</summary>
    public static EventPosition FromEnqueuedTime(DateTimeOffset enqueuedTime) => new() { EnqueuedTime = enqueuedTime };

    /// <inheritdoc/>
    public readonly bool Equals(EventPosition other) =>
        string.Equals(OffsetString, other.OffsetString, StringComparison.Ordinal)
        && string.Equals(SequenceNumber, other.SequenceNumber, StringComparison.Ordinal)
        && EnqueuedTime == other.EnqueuedTime
        && IsInclusive == other.IsInclusive;

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override readonly bool Equals(object obj) => obj is EventPosition other && Equals(other);

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override readonly int GetHashCode() => HashCode.Combine(OffsetString, SequenceNumber, EnqueuedTime, IsInclusive);

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override readonly string ToString() => this switch
    {
        { OffsetString: StartOfStream } => nameof(Earliest),
        { OffsetString: EndOfStream } => nameof(Latest),
        { OffsetString: { } offset } => $"Offset: [{offset}] | Inclusive: [{IsInclusive}]",
        { SequenceNumber: { } number } => $"Sequence Number: [{number}] | Inclusive: [{IsInclusive}]",
        { EnqueuedTime: { } time } => string.Create(CultureInfo.InvariantCulture, $"Enqueued: [{time}]"),
        _ => base.ToString(),
    };
}
