namespace Devkit.Amqp.Types;

/// <summary>A value with a descriptor that says what the value means (part 1, section 1.2).</summary>
/// <param name="Descriptor">The descriptor: a <see cref="ulong"/> or an <see cref="AmqpSymbol"/>, as a rule.</param>
/// <param name="Value">The value that is described.</param>
public sealed record DescribedValue(object Descriptor, object? Value);
