using Devkit.Amqp.Types;

namespace Devkit.Amqp.Framing;

/// <summary>A type that the specification composes of fields: it writes itself as a described list.</summary>
internal interface IComposite
{
    void Write(AmqpWriter writer);
}
