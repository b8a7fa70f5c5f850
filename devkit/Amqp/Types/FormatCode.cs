using System.Collections;
using System.Text;

namespace Devkit.Amqp.Types;

/// <summary>The constructors of the primitive types (part 1, section 1.6). The high four bits say how long a value is.</summary>
internal static class FormatCode
{
    public const byte Described = 0x00;
    public const byte Null = 0x40;
    public const byte True = 0x41;
    public const byte False = 0x42;
    public const byte UInt0 = 0x43;
    public const byte ULong0 = 0x44;
    public const byte List0 = 0x45;
    public const byte UByte = 0x50;
    public const byte Byte = 0x51;
    public const byte SmallUInt = 0x52;
    public const byte SmallULong = 0x53;
    public const byte SmallInt = 0x54;
    public const byte SmallLong = 0x55;
    public const byte Boolean = 0x56;
    public const byte UShort = 0x60;
    public const byte Short = 0x61;
    public const byte UInt = 0x70;
    public const byte Int = 0x71;
    public const byte Float = 0x72;
    public const byte Char = 0x73;
    public const byte Decimal32 = 0x74;
    public const byte ULong = 0x80;
    public const byte Long = 0x81;
    public const byte Double = 0x82;
    public const byte Timestamp = 0x83;
    public const byte Decimal64 = 0x84;
    public const byte Decimal128 = 0x94;
    public const byte Uuid = 0x98;
    public const byte Binary8 = 0xA0;
    public const byte String8 = 0xA1;
    public const byte Symbol8 = 0xA3;
    public const byte Binary32 = 0xB0;
    public const byte String32 = 0xB1;
    public const byte Symbol32 = 0xB3;
    public const byte List8 = 0xC0;
    public const byte Map8 = 0xC1;
    public const byte List32 = 0xD0;
    public const byte Map32 = 0xD1;
    public const byte Array8 = 0xE0;
    public const byte Array32 = 0xF0;

    /// <summary>The encoding that holds every value of the type that a CLR value stands for: what an array's elements share.</summary>
    /// <exception cref="ArgumentException">The CLR type stands for no AMQP type.</exception>
    public static byte WidestFor(object? value) => value switch
    {
        null => Null,
        bool => Boolean,
        byte => UByte,
        sbyte => Byte,
        ushort => UShort,
        short => Short,
        uint => UInt,
        int => Int,
        ulong => ULong,
        long => Long,
        float => Float,
        double => Double,
        AmqpDecimal32 => Decimal32,
        AmqpDecimal64 => Decimal64,
        AmqpDecimal128 => Decimal128,
        char or Rune => Char,
        DateTimeOffset or DateTime => Timestamp,
        Guid => Uuid,
        byte[] or ReadOnlyMemory<byte> or Memory<byte> or ArraySegment<byte> => Binary32,
        string => String32,
        AmqpSymbol => Symbol32,
        AmqpMap => Map32,
        AmqpArray or Array => Array32,
        IList => List32,
        _ => throw new ArgumentException($"A value of type {value.GetType()} has no AMQP type.", nameof(value)),
    };
}
