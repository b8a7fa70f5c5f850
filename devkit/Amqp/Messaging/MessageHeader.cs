using Devkit.Amqp.Framing;
using Devkit.Amqp.Types;

namespace Devkit.Amqp.Messaging;

/// <summary>The transport headers of a message (part 3, section 3.2.1). Null means the specification's default.</summary>
public sealed record MessageHeader : IComposite
{
    /// <summary>Whether losing the message matters; default false.</summary>
    public bool? Durable { get; init; }

    /// <summary>The relative priority; default 4.</summary>
    public byte? Priority { get; init; }

    /// <summary>How long the message may live, in milliseconds.</summary>
    public uint? TimeToLive { get; init; }

    /// <summary>Whether nobody else has acquired the message before; default false.</summary>
    public bool? FirstAcquirer { get; init; }

    /// <summary>How many attempts to deliver it failed; default 0.</summary>
    public uint? DeliveryCount { get; init; }

    void IComposite.Write(AmqpWriter writer)
    {
        FieldWriter fields = new(writer, Descriptor.Header);
        fields.Boolean(Durable);
        fields.UByte(Priority);
        fields.UInt(TimeToLive);
        fields.Boolean(FirstAcquirer);
        fields.UInt(DeliveryCount);
        fields.End();
    }

    internal static MessageHeader Read(ref AmqpReader reader)
    {
        FieldReader fields = new(ref reader);
        MessageHeader header = new()
        {
            Durable = fields.Boolean(ref reader),
            Priority = fields.UByte(ref reader),
            TimeToLive = fields.UInt(ref reader),
            FirstAcquirer = fields.Boolean(ref reader),
            DeliveryCount = fields.UInt(ref reader),
        };
        fields.End(ref reader);
        return header;
    }
}
