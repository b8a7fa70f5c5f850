using Devkit.Amqp.Types;

namespace Devkit.Amqp.Framing;

/// <summary>The performatives end and close, which have an error for their only field (part 2, sections 2.7.8 and 2.7.9).</summary>
internal readonly record struct Ending(ulong Code, AmqpError? Error) : IComposite
{
    public static Ending End(AmqpError? error) => new(Descriptor.End, error);

    public static Ending Close(AmqpError? error) => new(Descriptor.Close, error);

    public void Write(AmqpWriter writer)
    {
        FieldWriter fields = new(writer, Code);
        fields.Composite(Error);
        fields.End();
    }

    public static Ending Read(ulong code, ref AmqpReader reader)
    {
        FieldReader fields = new(ref reader);
        Ending ending = new(code, AmqpError.Read(ref fields, ref reader));
        fields.End(ref reader);
        return ending;
    }
}
