using Devkit.Amqp.Connections;
using Devkit.Amqp.Types;

namespace Devkit.Amqp.Framing;

/// <summary>The frames of the SASL layer (part 5, section 5.3.3), of which mechanisms that end with their initial response need three.</summary>
internal static class SaslFrames
{
    public const byte Ok = 0;
    public const byte AuthenticationFailed = 1;

    public delegate T Decoder<out T>(ref AmqpReader reader);

    public static byte[] Mechanisms(IReadOnlyList<string> mechanisms)
    {
        using AmqpWriter writer = new();
        FieldWriter fields = new(writer, Descriptor.SaslMechanisms);
        fields.Symbols([.. mechanisms.Select(name => new AmqpSymbol(name))]);
        fields.End();
        return Enclose(writer);
    }

    public static byte[] Init(SaslCredential credential, string hostName)
    {
        using AmqpWriter writer = new();
        FieldWriter fields = new(writer, Descriptor.SaslInit);
        fields.Symbol(credential.Mechanism);
        fields.Value(credential.InitialResponse);
        fields.Value(hostName);
        fields.End();
        return Enclose(writer);
    }

    public static byte[] Outcome(byte code)
    {
        using AmqpWriter writer = new();
        FieldWriter fields = new(writer, Descriptor.SaslOutcome);
        fields.UByte(code);
        fields.End();
        return Enclose(writer);
    }

    public static AmqpSymbol[] ReadMechanisms(ref AmqpReader reader)
    {
        FieldReader fields = Begin(ref reader, Descriptor.SaslMechanisms);
        AmqpSymbol[] mechanisms = fields.Symbols(ref reader);
        fields.End(ref reader);
        return mechanisms;
    }

    public static (string Mechanism, byte[] Response) ReadInit(ref AmqpReader reader)
    {
        FieldReader fields = Begin(ref reader, Descriptor.SaslInit);
        AmqpSymbol mechanism = FieldReader.Required(fields.Symbol(ref reader), "mechanism");
        byte[] response = fields.Binary(ref reader, out _).ToArray();
        fields.End(ref reader);
        return (mechanism.ToString(), response);
    }

    public static byte ReadOutcome(ref AmqpReader reader)
    {
        FieldReader fields = Begin(ref reader, Descriptor.SaslOutcome);
        byte code = FieldReader.Required(fields.UByte(ref reader), "code");
        fields.End(ref reader);
        return code;
    }

    private static FieldReader Begin(ref AmqpReader reader, ulong expected) => reader.ReadDescriptor() == expected
        ? new FieldReader(ref reader)
        : throw AmqpException.Connection(ErrorCondition.IllegalState, "Another frame of the SASL layer was expected.");

    private static byte[] Enclose(AmqpWriter body)
    {
        byte[] frame = new byte[Frame.HeaderSize + body.Length];
        Frame.WriteHeader(frame, frame.Length, Frame.SaslType, 0);
        body.WrittenSpan.CopyTo(frame.AsSpan(Frame.HeaderSize));
        return frame;
    }
}
