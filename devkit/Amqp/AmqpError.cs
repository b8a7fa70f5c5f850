using Devkit.Amqp.Framing;
using Devkit.Amqp.Types;

namespace Devkit.Amqp;

/// <summary>An error as it travels in detach, end, close and in the rejected outcome (part 2, section 2.8.14).</summary>
/// <param name="Condition">The condition, as in <see cref="ErrorCondition"/>.</param>
/// <param name="Description">The reason, for people. Some peers misbehave if there is none.</param>
/// <param name="Info">Further information, or null.</param>
public sealed record AmqpError(AmqpSymbol Condition, string? Description = null, AmqpMap? Info = null) : IComposite
{
    void IComposite.Write(AmqpWriter writer)
    {
        FieldWriter fields = new(writer, Descriptor.Error);
        fields.Symbol(Condition);
        fields.Value(Description);
        fields.Value(Info);
        fields.End();
    }

    internal static AmqpError? Read(ref FieldReader outer, ref AmqpReader reader)
    {
        if (!outer.Next(ref reader))
        {
            return null;
        }

        if (reader.ReadDescriptor() != Descriptor.Error)
        {
            throw AmqpException.Decode("An error was expected.");
        }

        FieldReader fields = new(ref reader);
        AmqpError error = new(FieldReader.Required(fields.Symbol(ref reader), "condition"), fields.String(ref reader), fields.Map(ref reader));
        fields.End(ref reader);
        return error;
    }
}
