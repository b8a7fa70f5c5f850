using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using Azure.Messaging.EventHubs.Consumer;

namespace Checkpointing.Processor.Receiving;

/// <summary>
/// Where a partition without a checkpoint begins. In configuration one text: <c>earliest</c>, <c>latest</c>, a time such as
/// <c>2026-01-31T08:00:00Z</c> (events enqueued after it), or <c>sequence 42</c> (that event first).
/// </summary>
[TypeConverter(typeof(StartPositionConverter))]
public sealed class StartPosition
{
    internal const string Allowed = "'earliest', 'latest', a time with its offset from UTC such as '2026-01-31T08:00:00Z', or 'sequence 42'";

    private const string SequencePrefix = "sequence ";

    private readonly string _text;

    private StartPosition(EventPosition position, string text)
    {
        Position = position;
        _text = text;
    }

    /// <summary>The first event that the hub still has.</summary>
    public static StartPosition Earliest { get; } = new(EventPosition.Earliest, "earliest");

    /// <summary>The first event that comes after the partition was started.</summary>
    public static StartPosition Latest { get; } = new(EventPosition.Latest, "latest");

    /// <summary>The position as the SDK has it.</summary>
    public EventPosition Position { get; }

    /// <summary>The first event that was enqueued after a time.</summary>
    /// <param name="time">The time.</param>
    public static StartPosition FromTime(DateTimeOffset time) =>
        new(EventPosition.FromEnqueuedTime(time), PositionText.Write(time));

    /// <summary>An event, itself included.</summary>
    /// <param name="sequenceNumber">Its sequence number; 0 or greater.</param>
    public static StartPosition FromSequenceNumber(long sequenceNumber)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sequenceNumber);
        return new StartPosition(
            EventPosition.FromSequenceNumber(sequenceNumber, isInclusive: true), FormattableString.Invariant($"{SequencePrefix}{sequenceNumber}"));
    }

    /// <summary>Reads a position from its text.</summary>
    /// <param name="text">The text, as the remarks on this class describe it, in any case.</param>
    /// <exception cref="FormatException">It is none; the message says what is allowed.</exception>
    public static StartPosition Parse(string text) => TryParse(text, out StartPosition? position)
        ? position
        : throw new FormatException($"'{text}' is no start position. Allowed is {Allowed}.");

    /// <summary>Reads a position from its text, if it is one.</summary>
    /// <param name="text">The text.</param>
    /// <param name="position">The position, or null.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out StartPosition? position)
    {
        text = text?.Trim() ?? "";
        position = null;
        if (text.Equals(Earliest._text, StringComparison.OrdinalIgnoreCase))
        {
            position = Earliest;
        }
        else if (text.Equals(Latest._text, StringComparison.OrdinalIgnoreCase))
        {
            position = Latest;
        }
        else if (PositionText.TryReadNumber(text, SequencePrefix, out long sequenceNumber))
        {
            position = FromSequenceNumber(sequenceNumber);
        }
        else if (PositionText.TryReadTime(text, out DateTimeOffset time))
        {
            position = FromTime(time);
        }

        return position is not null;
    }

    /// <summary>The position as text, which <see cref="Parse"/> reads.</summary>
    public override string ToString() => _text;
}
