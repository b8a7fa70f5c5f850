using System.Globalization;
using System.Text.RegularExpressions;
using Azure.Messaging.EventHubs.Consumer;

namespace Checkpointing.Processor.Adapters;

/// <summary>
/// Reads what an <see cref="EventPosition"/> says. It has no getters; its text is all that is public, so what was read from the text is
/// made into a position again, and only counts if the two are equal.
/// </summary>
internal static partial class SdkPositions
{
    /// <summary>Reads the last processed event out of a starting position.</summary>
    /// <returns>Whether it could be understood; both values are null for the start of the partition.</returns>
    public static bool TryReadLastProcessed(EventPosition position, out long? sequenceNumber, out string? offset)
    {
        sequenceNumber = null;
        offset = null;
        if (position.Equals(EventPosition.Earliest))
        {
            return true;
        }

        string text = position.ToString() ?? "";
        if (SequenceForm().Match(text) is { Success: true } sequence
            && long.TryParse(sequence.Groups["number"].ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
        {
            bool isInclusive = bool.Parse(sequence.Groups["inclusive"].Value);
            sequenceNumber = isInclusive ? number - 1 : number;
            return position.Equals(EventPosition.FromSequenceNumber(number, isInclusive));
        }

        if (OffsetForm().Match(text) is { Success: true } match)
        {
            // An inclusive offset names the event to read next, and nothing tells the offset of the one before it.
            offset = match.Groups["offset"].Value;
            return position.Equals(EventPosition.FromOffset(offset, isInclusive: false));
        }

        return false;
    }

    [GeneratedRegex(@"^Sequence Number: \[(?<number>-?[0-9]+)\] \| Inclusive: \[(?<inclusive>True|False)\]$")]
    private static partial Regex SequenceForm();

    [GeneratedRegex(@"^Offset: \[(?<offset>.+)\] \| Inclusive: \[False\]$", RegexOptions.Singleline)]
    private static partial Regex OffsetForm();
}
