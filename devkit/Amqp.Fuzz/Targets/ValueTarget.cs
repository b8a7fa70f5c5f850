using Devkit.Amqp.Types;

namespace Devkit.Amqp.Fuzz.Targets;

/// <summary>Values: what can be read can be passed over, written, and read again.</summary>
internal sealed class ValueTarget : ITarget
{
    public string Name => "values";

    public bool IsFramed => false;

    public bool TryUnderstand(byte[] input)
    {
        object? value;
        int length;
        try
        {
            AmqpReader reader = new(input);
            value = reader.ReadValue();
            length = reader.Position;
        }
        catch (AmqpException exception) when (exception.Condition == ErrorCondition.DecodeError)
        {
            return false;
        }

        AmqpReader skipper = new(input);
        skipper.Skip();
        if (skipper.Position != length)
        {
            throw new InvalidOperationException($"Reading ended at {length}, passing over at {skipper.Position}.");
        }

        byte[] written = Write(value);
        AmqpReader again = new(written);
        if (!Write(again.ReadValue()).AsSpan().SequenceEqual(written) || !again.IsAtEnd)
        {
            throw new InvalidOperationException("What was written is read as something else.");
        }

        return true;
    }

    private static byte[] Write(object? value)
    {
        using AmqpWriter writer = new();
        writer.WriteValue(value);
        return writer.WrittenSpan.ToArray();
    }
}
