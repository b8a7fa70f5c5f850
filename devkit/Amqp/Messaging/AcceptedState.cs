using Devkit.Amqp.Types;

namespace Devkit.Amqp.Messaging;

/// <summary>The outcome accepted (part 3, section 3.4.2).</summary>
public sealed record AcceptedState : DeliveryState
{
    internal AcceptedState()
    {
    }

    internal override void Write(AmqpWriter writer)
    {
        writer.WriteDescriptor(Descriptor.Accepted);
        writer.EndList(writer.BeginList(), 0);
    }
}
