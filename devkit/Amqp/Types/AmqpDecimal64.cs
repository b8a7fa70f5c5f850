namespace Devkit.Amqp.Types;

/// <summary>An IEEE 754-2008 decimal64, kept as the bits that were received: nothing here calculates with it.</summary>
/// <param name="Bits">The bits, most significant first.</param>
public readonly record struct AmqpDecimal64(ulong Bits);
