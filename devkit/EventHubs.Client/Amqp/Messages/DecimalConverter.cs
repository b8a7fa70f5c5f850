#nullable enable
using Devkit.Amqp.Types;

namespace Azure.Messaging.EventHubs.Amqp.Messages;

/// <summary>
/// Between <see cref="decimal"/> and IEEE 754-2008 decimal128 in its binary integer encoding: a sign, 14 bits of exponent and
/// 113 bits of coefficient.
/// </summary>
internal static class DecimalConverter
{
    private const int Bias = 6176;
    private const int CoefficientBits = 113;
    private const int MaximumScale = 28;
    private const int ExponentMask = 0x3FFF;

    public static AmqpDecimal128 ToAmqp(decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        var coefficient = new UInt128((uint)parts[2], ((ulong)(uint)parts[1] << 32) | (uint)parts[0]);
        var exponent = (UInt128)(uint)(Bias - value.Scale);
        var sign = decimal.IsNegative(value) ? UInt128.One << 127 : UInt128.Zero;
        return new AmqpDecimal128(sign | (exponent << CoefficientBits) | coefficient);
    }

    /// <summary>The number, or the bits as they are where <see cref="decimal"/> cannot hold it.</summary>
    public static object FromAmqp(AmqpDecimal128 value)
    {
        var negative = (value.Bits >> 127) == UInt128.One;
        var scale = Bias - (int)((value.Bits >> CoefficientBits) & ExponentMask);
        var coefficient = value.Bits & ((UInt128.One << CoefficientBits) - UInt128.One);
        if (scale is < 0 or > MaximumScale || coefficient >> 96 != UInt128.Zero)
        {
            return value;
        }

        return new decimal((int)(uint)coefficient, (int)(uint)(coefficient >> 32), (int)(uint)(coefficient >> 64), negative, (byte)scale);
    }
}
