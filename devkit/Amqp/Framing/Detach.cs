using Devkit.Amqp.Types;

namespace Devkit.Amqp.Framing;

/// <summary>The performative detach (part 2, section 2.7.7).</summary>
internal readonly record struct Detach : IComposite
{
    public uint Handle { get; init; }

    public bool Closed { get; init; }

    public AmqpError? Error { get; init; }

    public void Write(AmqpWriter writer)
    {
        FieldWriter fields = new(writer, Descriptor.Detach);
        fields.UInt(Handle);
        fields.Boolean(Closed ? true : null);
        fields.Composite(Error);
        fields.End();
    }

    public static Detach Read(ref AmqpReader reader)
    {
        FieldReader fields = new(ref reader);
        Detach detach = new()
        {
            Handle = FieldReader.Required(fields.UInt(ref reader), "handle"),
            Closed = fields.Boolean(ref reader) ?? false,
            Error = AmqpError.Read(ref fields, ref reader),
        };
        fields.End(ref reader);
        return detach;
    }
}
