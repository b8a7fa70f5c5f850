#nullable enable
using Azure.Core.Amqp;

namespace Azure.Messaging.EventHubs.Core;

/// <summary>Reads bodies as bytes.</summary>
internal static class MessageBodyReader
{
    public static BinaryData Read(AmqpMessageBody body)
    {
        if (!body.TryGetData(out var sections))
        {
            throw WrongForm(body.BodyType);
        }

        var list = sections as IReadOnlyList<ReadOnlyMemory<byte>> ?? [.. sections!];
        return list.Count switch
        {
            0 => new BinaryData(ReadOnlyMemory<byte>.Empty),
            1 => new BinaryData(list[0]),
            _ => new BinaryData(Concatenate(list)),
        };
    }

    public static NotSupportedException WrongForm(AmqpMessageBodyType type) => new(
        $"The body of this event is an AMQP {type}, which cannot be read as bytes. Use {nameof(EventData.GetRawAmqpMessage)} to read it.");

    private static ReadOnlyMemory<byte> Concatenate(IReadOnlyList<ReadOnlyMemory<byte>> sections)
    {
        var length = 0;
        foreach (var section in sections)
        {
            length += section.Length;
        }

        var all = new byte[length];
        var written = 0;
        foreach (var section in sections)
        {
            section.CopyTo(all.AsMemory(written));
            written += section.Length;
        }

        return all;
    }
}
