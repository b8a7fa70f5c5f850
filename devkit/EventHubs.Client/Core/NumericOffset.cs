using System.Globalization;

namespace Azure.Messaging.EventHubs.Core;

/// <summary>Between the offsets of the service, which are texts, and the numbers that older members deal in.</summary>
internal static class NumericOffset
{
    public static long Parse(string offset) =>
        long.TryParse(offset, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new NotSupportedException(
                $"The offset '{offset ?? "(none)"}' is not a number, as those of geo-replicated namespaces are not. Read the offset as a string instead.");

    public static string Format(long offset) =>
        offset == long.MinValue ? null : offset.ToString(CultureInfo.InvariantCulture);

    public static string Format(long? offset) => offset.HasValue ? Format(offset.Value) : null;
}
