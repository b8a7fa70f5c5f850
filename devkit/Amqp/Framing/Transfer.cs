using Devkit.Amqp.Messaging;
using Devkit.Amqp.Types;

namespace Devkit.Amqp.Framing;

/// <summary>The performative transfer (part 2, section 2.7.5); the payload follows it in the frame.</summary>
internal readonly ref struct Transfer
{
    /// <summary>The longest delivery tag that there may be (part 2, section 2.8.7).</summary>
    public const int MaxTagLength = 32;

    /// <summary>What a transfer that is written here can take, frame header included.</summary>
    public const int MaxOverhead = 8 + 64 + MaxTagLength;

    public uint Handle { get; init; }

    public uint? DeliveryId { get; init; }

    public bool HasTag { get; init; }

    public ReadOnlySpan<byte> Tag { get; init; }

    public uint? MessageFormat { get; init; }

    public bool? Settled { get; init; }

    public bool More { get; init; }

    public DeliveryState? State { get; init; }

    public bool Resume { get; init; }

    public bool Aborted { get; init; }

    public void Write(AmqpWriter writer)
    {
        FieldWriter fields = new(writer, Descriptor.Transfer);
        fields.UInt(Handle);
        fields.UInt(DeliveryId);
        if (HasTag)
        {
            fields.Binary(Tag);
        }
        else
        {
            fields.Absent();
        }

        fields.UInt(MessageFormat);
        fields.Boolean(Settled);
        fields.Boolean(More ? true : null);
        if (State is not null || Resume || Aborted)
        {
            fields.Absent();
            fields.Composite(State);
            fields.Boolean(Resume ? true : null);
            fields.Boolean(Aborted ? true : null);
        }

        fields.End();
    }

    public static Transfer Read(ref AmqpReader reader)
    {
        FieldReader fields = new(ref reader);
        uint handle = FieldReader.Required(fields.UInt(ref reader), "handle");
        uint? deliveryId = fields.UInt(ref reader);
        ReadOnlySpan<byte> tag = fields.Binary(ref reader, out bool hasTag);
        uint? format = fields.UInt(ref reader);
        bool? settled = fields.Boolean(ref reader);
        bool? more = fields.Boolean(ref reader);
        _ = fields.UByte(ref reader);
        DeliveryState? state = fields.Next(ref reader) ? DeliveryState.Read(ref reader) : null;
        bool? resume = fields.Boolean(ref reader);
        bool? aborted = fields.Boolean(ref reader);
        fields.End(ref reader);
        if (tag.Length > MaxTagLength)
        {
            throw AmqpException.Decode($"The delivery tag has {tag.Length} bytes; {MaxTagLength} are allowed.");
        }

        return new Transfer
        {
            Handle = handle,
            DeliveryId = deliveryId,
            HasTag = hasTag,
            Tag = tag,
            MessageFormat = format,
            Settled = settled,
            More = more ?? false,
            State = state,
            Resume = resume ?? false,
            Aborted = aborted ?? false,
        };
    }
}
