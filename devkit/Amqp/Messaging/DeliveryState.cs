using Devkit.Amqp.Framing;
using Devkit.Amqp.Types;

namespace Devkit.Amqp.Messaging;

/// <summary>How far the receiver got with a message (part 3, section 3.4): one of the four outcomes, or <see cref="ReceivedState"/>.</summary>
public abstract record DeliveryState : IComposite
{
    private protected DeliveryState()
    {
    }

    /// <summary>The receiver has taken the message.</summary>
    public static DeliveryState Accepted { get; } = new AcceptedState();

    /// <summary>The receiver gives the message back as it was.</summary>
    public static DeliveryState Released { get; } = new ReleasedState();

    /// <summary>Whether this is an outcome: nothing else will follow it.</summary>
    public bool IsTerminal => this is not ReceivedState;

    /// <summary>The receiver refuses the message.</summary>
    public static DeliveryState Rejected(AmqpError? error) => new RejectedState(error);

    void IComposite.Write(AmqpWriter writer) => Write(writer);

    internal abstract void Write(AmqpWriter writer);

    /// <summary>Reads a state; one that part 3 does not define reads as null.</summary>
    internal static DeliveryState? Read(ref AmqpReader reader)
    {
        ulong descriptor = reader.ReadDescriptor();
        if (descriptor is < Descriptor.Received or > Descriptor.Modified)
        {
            reader.Skip();
            return null;
        }

        FieldReader fields = new(ref reader);
        DeliveryState state = descriptor switch
        {
            Descriptor.Accepted => Accepted,
            Descriptor.Released => Released,
            Descriptor.Rejected => new RejectedState(AmqpError.Read(ref fields, ref reader)),
            Descriptor.Modified => new ModifiedState(fields.Boolean(ref reader) ?? false, fields.Boolean(ref reader) ?? false, fields.Map(ref reader)),
            _ => new ReceivedState(FieldReader.Required(fields.UInt(ref reader), "section-number"), FieldReader.Required(fields.ULong(ref reader), "section-offset")),
        };
        fields.End(ref reader);
        return state;
    }
}
