using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using Checkpointing.Processor.Receiving;

namespace Checkpointing.Processor.Rewinding;

/// <summary>
/// Where partitions are moved to, forwards or backwards. As one text, in any case: <c>earliest</c>, <c>latest</c>, <c>sequence 42</c>, <c>offset 4294967296</c>,
/// <c>back 1000</c>, or a time such as <c>2026-01-31T08:00:00Z</c>.
/// </summary>
[TypeConverter(typeof(RewindTargetConverter))]
public sealed class RewindTarget
{
    internal const string Allowed =
        "'earliest', 'latest', 'sequence 42', 'offset 4294967296', 'back 1000', or a time with its offset from UTC such as '2026-01-31T08:00:00Z'";

    private const string SequencePrefix = "sequence ";
    private const string OffsetPrefix = "offset ";
    private const string BackPrefix = "back ";

    private readonly string _text;

    private RewindTarget(RewindTargetKind kind, string text)
    {
        Kind = kind;
        _text = text;
    }

    /// <summary>The first event that the hub has when the processor starts to read: what expires until then is not missed.</summary>
    public static RewindTarget Earliest { get; } = new(RewindTargetKind.Earliest, "earliest");

    /// <summary>Behind the newest event that the hub has when the rewind is planned. What comes after that is processed.</summary>
    public static RewindTarget Latest { get; } = new(RewindTargetKind.Latest, "latest");

    internal RewindTargetKind Kind { get; }

    /// <summary>The sequence number, or how many events back.</summary>
    internal long Number { get; private init; }

    internal string Offset { get; private init; } = "";

    internal DateTimeOffset Time { get; private init; }

    /// <summary>An event by its sequence number; it is read first.</summary>
    /// <param name="sequenceNumber">Its sequence number; 0 or greater. One more than the newest event's is the same as <see cref="Latest"/>.</param>
    public static RewindTarget FromSequenceNumber(long sequenceNumber)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sequenceNumber);
        return new RewindTarget(RewindTargetKind.SequenceNumber, FormattableString.Invariant($"{SequencePrefix}{sequenceNumber}")) { Number = sequenceNumber };
    }

    /// <summary>An event by its offset; it is read first. Offsets belong to a partition, so choose that one alone.</summary>
    /// <param name="offset">Its offset, as it is; not empty.</param>
    public static RewindTarget FromOffset(string offset)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(offset);
        return new RewindTarget(RewindTargetKind.Offset, OffsetPrefix + offset) { Offset = offset };
    }

    /// <summary>The first event that was enqueued at a time or later; behind the newest one if that is older.</summary>
    /// <param name="time">The time; not in the future. Event Hubs counts milliseconds.</param>
    public static RewindTarget FromTime(DateTimeOffset time) => new(RewindTargetKind.Time, PositionText.Write(time)) { Time = time };

    /// <summary>So many events before the present checkpoint; before the end of the partition if it has no checkpoint, or one that the hub does not have.</summary>
    /// <param name="events">How many; 1 or more.</param>
    public static RewindTarget Back(long events)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(events, 1);
        return new RewindTarget(RewindTargetKind.Back, FormattableString.Invariant($"{BackPrefix}{events}")) { Number = events };
    }

    /// <summary>Reads a target from its text.</summary>
    /// <param name="text">The text, as the remarks on this class describe it.</param>
    /// <exception cref="FormatException">It is none; the message says what is allowed.</exception>
    public static RewindTarget Parse(string text) => TryParse(text, out RewindTarget? target)
        ? target
        : throw new FormatException($"'{text}' is no target for a rewind. Allowed is {Allowed}.");

    /// <summary>Reads a target from its text, if it is one.</summary>
    /// <param name="text">The text.</param>
    /// <param name="target">The target, or null.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out RewindTarget? target)
    {
        text = text?.Trim() ?? "";
        target = text switch
        {
            _ when text.Equals(Earliest._text, StringComparison.OrdinalIgnoreCase) => Earliest,
            _ when text.Equals(Latest._text, StringComparison.OrdinalIgnoreCase) => Latest,
            _ when PositionText.TryReadNumber(text, SequencePrefix, out long sequenceNumber) => FromSequenceNumber(sequenceNumber),
            _ when PositionText.TryReadNumber(text, BackPrefix, out long events) && events > 0 => Back(events),
            _ when text.StartsWith(OffsetPrefix, StringComparison.OrdinalIgnoreCase) => FromOffset(text[OffsetPrefix.Length..].Trim()),
            _ when PositionText.TryReadTime(text, out DateTimeOffset time) => FromTime(time),
            _ => null,
        };
        return target is not null;
    }

    /// <summary>The target as text, which <see cref="Parse"/> reads.</summary>
    public override string ToString() => _text;
}
