using Devkit.Amqp.Types;

namespace Devkit.Amqp.Framing;

/// <summary>The performative begin (part 2, section 2.7.2).</summary>
internal sealed class Begin : IComposite
{
    public ushort? RemoteChannel { get; init; }

    public required uint NextOutgoingId { get; init; }

    public required uint IncomingWindow { get; init; }

    public required uint OutgoingWindow { get; init; }

    public uint HandleMax { get; init; } = uint.MaxValue;

    public void Write(AmqpWriter writer)
    {
        FieldWriter fields = new(writer, Descriptor.Begin);
        fields.UShort(RemoteChannel);
        fields.UInt(NextOutgoingId);
        fields.UInt(IncomingWindow);
        fields.UInt(OutgoingWindow);
        fields.UInt(HandleMax == uint.MaxValue ? null : HandleMax);
        fields.End();
    }

    public static Begin Read(ref AmqpReader reader)
    {
        FieldReader fields = new(ref reader);
        Begin begin = new()
        {
            RemoteChannel = fields.UShort(ref reader),
            NextOutgoingId = FieldReader.Required(fields.UInt(ref reader), "next-outgoing-id"),
            IncomingWindow = FieldReader.Required(fields.UInt(ref reader), "incoming-window"),
            OutgoingWindow = FieldReader.Required(fields.UInt(ref reader), "outgoing-window"),
            HandleMax = fields.UInt(ref reader) ?? uint.MaxValue,
        };
        fields.End(ref reader);
        return begin;
    }
}
