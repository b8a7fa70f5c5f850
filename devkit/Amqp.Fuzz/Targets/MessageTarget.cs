using Devkit.Amqp.Messaging;

namespace Devkit.Amqp.Fuzz.Targets;

/// <summary>Messages: decoding and finding the sections agree, and neither fails but in order.</summary>
internal sealed class MessageTarget : ITarget
{
    public string Name => "messages";

    public bool IsFramed => false;

    public bool TryUnderstand(byte[] input)
    {
        AmqpMessage? message = Decode(input);
        MessageSections? sections = Find(input, out int data);
        if (message is null)
        {
            return false;
        }

        if (sections is null || (data >= 0 && data != message.Data.Count))
        {
            throw new InvalidOperationException("A message can be decoded, and its sections are not found.");
        }

        byte[] written = message.ToArray();
        if (!AmqpMessage.Decode(written).ToArray().AsSpan().SequenceEqual(written))
        {
            throw new InvalidOperationException("What was written is read as something else.");
        }

        return true;
    }

    private static AmqpMessage? Decode(byte[] input)
    {
        try
        {
            return AmqpMessage.Decode(input);
        }
        catch (AmqpException exception) when (exception.Condition == ErrorCondition.DecodeError)
        {
            return null;
        }
    }

    private static MessageSections? Find(byte[] input, out int data)
    {
        data = 0;
        try
        {
            MessageSections sections = MessageSections.Find(input);
            if (!IsData(input.AsSpan()[sections.Body]))
            {
                data = -1;
                return sections;
            }

            foreach (ReadOnlyMemory<byte> section in MessageSections.EnumerateData(input.AsMemory()[sections.Body]))
            {
                data++;
            }

            return sections;
        }
        catch (AmqpException exception) when (exception.Condition == ErrorCondition.DecodeError)
        {
            return null;
        }
    }

    private static bool IsData(ReadOnlySpan<byte> body) => body.IsEmpty || new Types.AmqpReader(body).ReadDescriptor() == Types.Descriptor.Data;
}
