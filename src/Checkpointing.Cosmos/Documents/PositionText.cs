using System.Globalization;

namespace Checkpointing.Cosmos.Documents;

/// <summary>
/// Sequence numbers as texts of 19 characters whose order is that of the numbers. Numbers of JSON are doubles in Cosmos DB: from 2^53 on, two
/// positions could be taken for one.
/// </summary>
/// <remarks>For example <c>0000000000000001234</c>; before the first event (-1) is <c>-000000000000000001</c>; none, which is below all, is 19 hyphens.</remarks>
internal static class PositionText
{
    /// <summary>The length of every position.</summary>
    public const int Length = 19;

    private const string BeforeFirstEvent = "-000000000000000001";

    /// <summary>No checkpoint, or one without a sequence number.</summary>
    private static readonly string None = new('-', Length);

    /// <summary>The text of a sequence number.</summary>
    public static string Of(long? sequenceNumber) => sequenceNumber switch
    {
        null => None,
        < 0 => BeforeFirstEvent,
        _ => sequenceNumber.Value.ToString("D19", CultureInfo.InvariantCulture),
    };

    /// <summary>Understands a text.</summary>
    /// <returns>False if no version of this store writes it.</returns>
    public static bool TryParse(string text, out long? sequenceNumber)
    {
        sequenceNumber = text == BeforeFirstEvent ? -1
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number
            : null;
        return text.Length == Length && (sequenceNumber is not null || text == None);
    }
}
