#nullable enable
using System.Runtime.Serialization;
using System.Text;
using Devkit.Amqp.Types;

namespace Azure.Messaging.EventHubs.Amqp.Messages;

/// <summary>
/// Between the values of an event's properties and those of AMQP. Three types of .NET travel as described values, under the
/// names that Microsoft's SDKs for .NET gave them.
/// </summary>
internal static class PropertyConverter
{
    private const string UriName = "com.microsoft:uri";
    private const string TimeSpanName = "com.microsoft:timespan";
    private const string DateTimeOffsetName = "com.microsoft:datetime-offset";

    /// <summary>A value as AMQP has it.</summary>
    /// <exception cref="SerializationException">AMQP has no such value.</exception>
    public static object? ToAmqp(string name, object? value) => value switch
    {
        null or string or bool or byte or sbyte or short or ushort or int or uint or long or ulong or float or double or char or Guid or byte[] => value,
        decimal number => DecimalConverter.ToAmqp(number),
        DateTime time => new DateTimeOffset(time.ToUniversalTime()),
        DateTimeOffset time => new DescribedValue(AmqpSymbol.FromString(DateTimeOffsetName), time.UtcTicks),
        TimeSpan time => new DescribedValue(AmqpSymbol.FromString(TimeSpanName), time.Ticks),
        Uri uri => new DescribedValue(AmqpSymbol.FromString(UriName), uri.OriginalString),
        ReadOnlyMemory<byte> bytes => bytes,
        ArraySegment<byte> bytes => bytes,
        Stream stream => ReadAll(stream),
        _ => throw new SerializationException($"The property '{name}' is a {value.GetType()}, which an event cannot carry."),
    };

    /// <summary>
    /// An annotation as AMQP has it: like a property, but moments are timestamps, and whatever else AMQP knows is passed on.
    /// </summary>
    public static object? AnnotationToAmqp(string name, object? value) => value switch
    {
        DateTimeOffset time => time,
        DescribedValue or AmqpSymbol or AmqpMap or List<object?> => value,
        _ => ToAmqp(name, value),
    };

    /// <summary>A value as .NET has it. What has no counterpart stays as it is.</summary>
    public static object? FromAmqp(object? value) => value switch
    {
        DateTimeOffset time => time.UtcDateTime,
        AmqpSymbol symbol => symbol.Text,
        Rune rune => rune.IsBmp ? (char)rune.Value : rune.ToString(),
        AmqpDecimal128 number => DecimalConverter.FromAmqp(number),
        DescribedValue described => FromDescribed(described),
        AmqpMap map => map.ToDictionary(pair => FromAmqp(pair.Key)?.ToString() ?? string.Empty, pair => FromAmqp(pair.Value), StringComparer.Ordinal),
        List<object?> list => list.ConvertAll(FromAmqp),
        _ => value,
    };

    private static object FromDescribed(DescribedValue described) => (described.Descriptor.ToString(), described.Value) switch
    {
        (UriName, string uri) => new Uri(uri, UriKind.RelativeOrAbsolute),
        (TimeSpanName, long ticks) => new TimeSpan(ticks),
        (DateTimeOffsetName, long ticks) => new DateTimeOffset(ticks, TimeSpan.Zero),
        _ => described,
    };

    private static byte[] ReadAll(Stream stream)
    {
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
