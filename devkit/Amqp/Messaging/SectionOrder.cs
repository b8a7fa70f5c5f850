using Devkit.Amqp.Types;

namespace Devkit.Amqp.Messaging;

/// <summary>
/// Checks that the sections of a message come in their order, each once, but for data and sequences, which may repeat (part 3, section 3.2).
/// Their descriptors are numbered in that order, but for the kinds of body, of which a message has one.
/// </summary>
internal struct SectionOrder
{
    private ulong _last;

    public void Check(ulong section)
    {
        bool repeats = section == _last && section is Descriptor.Data or Descriptor.Sequence;
        bool secondBody = IsBody(section) && IsBody(_last);
        if (section is < Descriptor.Header or > Descriptor.Footer || (!repeats && (section <= _last || secondBody)))
        {
            throw AmqpException.Decode($"The section 0x{section:X2} is unknown, or out of order.");
        }

        _last = section;
    }

    private static bool IsBody(ulong section) => section is Descriptor.Data or Descriptor.Sequence or Descriptor.Value;
}
