using Devkit.Amqp.Types;

namespace Devkit.Amqp.Messaging;

/// <summary>The outcome released (part 3, section 3.4.4).</summary>
public sealed record ReleasedState : DeliveryState
{
    internal ReleasedState()
    {
    }

    internal override void Write(AmqpWriter writer)
    {
        writer.WriteDescriptor(Descriptor.Released);
        writer.EndList(writer.BeginList(), 0);
    }
}
