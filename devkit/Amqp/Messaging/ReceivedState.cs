using Devkit.Amqp.Framing;
using Devkit.Amqp.Types;

namespace Devkit.Amqp.Messaging;

/// <summary>How much of a message the receiver has seen (part 3, section 3.4.1). No outcome.</summary>
/// <param name="SectionNumber">The section, counted from 0.</param>
/// <param name="SectionOffset">The byte in that section.</param>
public sealed record ReceivedState(uint SectionNumber, ulong SectionOffset) : DeliveryState
{
    internal override void Write(AmqpWriter writer)
    {
        FieldWriter fields = new(writer, Descriptor.Received);
        fields.UInt(SectionNumber);
        fields.ULong(SectionOffset);
        fields.End();
    }
}
