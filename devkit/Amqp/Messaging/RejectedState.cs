using Devkit.Amqp.Framing;
using Devkit.Amqp.Types;

namespace Devkit.Amqp.Messaging;

/// <summary>The outcome rejected (part 3, section 3.4.3).</summary>
/// <param name="Error">Why, or null.</param>
public sealed record RejectedState(AmqpError? Error) : DeliveryState
{
    internal override void Write(AmqpWriter writer)
    {
        FieldWriter fields = new(writer, Descriptor.Rejected);
        fields.Composite(Error);
        fields.End();
    }
}
