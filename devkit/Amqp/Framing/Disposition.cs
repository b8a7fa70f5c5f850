using Devkit.Amqp.Messaging;
using Devkit.Amqp.Types;

namespace Devkit.Amqp.Framing;

/// <summary>The performative disposition (part 2, section 2.7.6).</summary>
internal readonly record struct Disposition : IComposite
{
    public bool IsReceiver { get; init; }

    public uint First { get; init; }

    /// <summary>The last delivery it is about; null for the first one only.</summary>
    public uint? Last { get; init; }

    public bool Settled { get; init; }

    public DeliveryState? State { get; init; }

    public void Write(AmqpWriter writer)
    {
        FieldWriter fields = new(writer, Descriptor.Disposition);
        fields.Boolean(IsReceiver);
        fields.UInt(First);
        fields.UInt(Last);
        fields.Boolean(Settled ? true : null);
        fields.Composite(State);
        fields.End();
    }

    public static Disposition Read(ref AmqpReader reader)
    {
        FieldReader fields = new(ref reader);
        Disposition disposition = new()
        {
            IsReceiver = FieldReader.Required(fields.Boolean(ref reader), "role"),
            First = FieldReader.Required(fields.UInt(ref reader), "first"),
            Last = fields.UInt(ref reader),
            Settled = fields.Boolean(ref reader) ?? false,
            State = fields.Next(ref reader) ? DeliveryState.Read(ref reader) : null,
        };
        fields.End(ref reader);
        return disposition;
    }
}
