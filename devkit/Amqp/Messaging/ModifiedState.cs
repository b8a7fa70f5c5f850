using Devkit.Amqp.Framing;
using Devkit.Amqp.Types;

namespace Devkit.Amqp.Messaging;

/// <summary>The outcome modified (part 3, section 3.4.5).</summary>
/// <param name="DeliveryFailed">Whether it counts as a failed attempt.</param>
/// <param name="UndeliverableHere">Whether it must not come back on this link.</param>
/// <param name="MessageAnnotations">Annotations to merge into the message, or null.</param>
public sealed record ModifiedState(bool DeliveryFailed, bool UndeliverableHere, AmqpMap? MessageAnnotations) : DeliveryState
{
    internal override void Write(AmqpWriter writer)
    {
        FieldWriter fields = new(writer, Descriptor.Modified);
        fields.Boolean(DeliveryFailed ? true : null);
        fields.Boolean(UndeliverableHere ? true : null);
        fields.Value(MessageAnnotations);
        fields.End();
    }
}
