using Devkit.Amqp.Types;

namespace Devkit.Amqp.Framing;

/// <summary>The performative flow (part 2, section 2.7.4).</summary>
internal readonly record struct Flow : IComposite
{
    public uint? NextIncomingId { get; init; }

    public uint IncomingWindow { get; init; }

    public uint NextOutgoingId { get; init; }

    public uint OutgoingWindow { get; init; }

    public uint? Handle { get; init; }

    public uint? DeliveryCount { get; init; }

    public uint? LinkCredit { get; init; }

    public uint? Available { get; init; }

    public bool Drain { get; init; }

    public bool Echo { get; init; }

    public void Write(AmqpWriter writer)
    {
        FieldWriter fields = new(writer, Descriptor.Flow);
        fields.UInt(NextIncomingId);
        fields.UInt(IncomingWindow);
        fields.UInt(NextOutgoingId);
        fields.UInt(OutgoingWindow);
        fields.UInt(Handle);
        fields.UInt(DeliveryCount);
        fields.UInt(LinkCredit);
        fields.UInt(Available);
        fields.Boolean(Drain ? true : null);
        fields.Boolean(Echo ? true : null);
        fields.End();
    }

    public static Flow Read(ref AmqpReader reader)
    {
        FieldReader fields = new(ref reader);
        Flow flow = new()
        {
            NextIncomingId = fields.UInt(ref reader),
            IncomingWindow = FieldReader.Required(fields.UInt(ref reader), "incoming-window"),
            NextOutgoingId = FieldReader.Required(fields.UInt(ref reader), "next-outgoing-id"),
            OutgoingWindow = FieldReader.Required(fields.UInt(ref reader), "outgoing-window"),
            Handle = fields.UInt(ref reader),
            DeliveryCount = fields.UInt(ref reader),
            LinkCredit = fields.UInt(ref reader),
            Available = fields.UInt(ref reader),
            Drain = fields.Boolean(ref reader) ?? false,
            Echo = fields.Boolean(ref reader) ?? false,
        };
        fields.End(ref reader);
        return flow;
    }
}
