#nullable enable
using System.Globalization;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Core;

namespace Azure.Messaging.EventHubs.Amqp;

/// <summary>Says to the service, in the words of its filters, where reading starts.</summary>
internal static class PositionFilter
{
    private const string Annotation = "amqp.annotation.";

    /// <exception cref="ArgumentException">The position is none, as its default value is.</exception>
    public static string For(EventPosition position)
    {
        var comparison = position.IsInclusive ? ">=" : ">";
        return position switch
        {
            { OffsetString: { Length: > 0 } offset } => $"{Annotation}{MessageNames.Offset} {comparison} {offset}",
            { SequenceNumber: { Length: > 0 } number } => $"{Annotation}{MessageNames.SequenceNumber} {comparison} {number}",
            { EnqueuedTime: { } time } => string.Create(
                CultureInfo.InvariantCulture, $"{Annotation}{MessageNames.EnqueuedTime} > {time.ToUnixTimeMilliseconds()}"),
            _ => throw new ArgumentException("The position does not say where to start reading. Make it with one of the methods of EventPosition.", nameof(position)),
        };
    }
}
