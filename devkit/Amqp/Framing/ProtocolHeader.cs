namespace Devkit.Amqp.Framing;

/// <summary>The eight bytes that each layer begins with (part 2, section 2.2; part 5, section 5.3).</summary>
internal static class ProtocolHeader
{
    public const int Size = 8;

    public static byte[] Amqp { get; } = [.. "AMQP"u8, 0, 1, 0, 0];

    public static byte[] Sasl { get; } = [.. "AMQP"u8, 3, 1, 0, 0];
}
