using System.Buffers.Binary;

namespace Devkit.EventHubs.Broker.Messages;

/// <summary>
/// Walks over encoded AMQP values without decoding them. The width of a value follows from the upper half of its
/// constructor byte (AMQP 1.0, part 1, section 1.2).
/// </summary>
internal static class EncodedValue
{
    private const int DeepestDescriptor = 8;

    /// <summary>Number of bytes that the value at the start of <paramref name="bytes"/> takes.</summary>
    /// <exception cref="FormatException">The value is cut short or its constructor is unknown.</exception>
    public static int Measure(ReadOnlySpan<byte> bytes) => Measure(bytes, 0);

    /// <summary>Reads the constructor of a map and leaves its entries.</summary>
    /// <returns>The encoded keys and values, and how many of both there are together.</returns>
    /// <exception cref="FormatException">The value is no map, or is cut short.</exception>
    public static (Range Entries, int Count) ReadMap(ReadOnlySpan<byte> bytes)
    {
        int length = Measure(bytes);
        return bytes[0] switch
        {
            0xc1 when length >= 3 => (3..length, bytes[2]),
            0xd1 when length >= 9 => (9..length, checked((int)BinaryPrimitives.ReadUInt32BigEndian(bytes[5..]))),
            0x40 => (1..1, 0),
            _ => throw new FormatException("A map was expected."),
        };
    }

    /// <summary>The content of a string, symbol or binary, or an empty span for any other value.</summary>
    public static ReadOnlySpan<byte> ReadVariable(ReadOnlySpan<byte> value) => value[0] switch
    {
        0xa0 or 0xa1 or 0xa3 => value[2..],
        0xb0 or 0xb1 or 0xb3 => value[5..],
        _ => [],
    };

    private static int Measure(ReadOnlySpan<byte> bytes, int depth)
    {
        Require(bytes, 1);
        byte constructor = bytes[0];
        if (constructor == 0)
        {
            if (depth == DeepestDescriptor)
            {
                throw new FormatException("Descriptors are nested too deeply.");
            }

            int descriptor = 1 + Measure(bytes[1..], depth + 1);
            return descriptor + Measure(bytes[descriptor..], depth + 1);
        }

        long length = (constructor >> 4) switch
        {
            0x4 => 1,
            0x5 => 2,
            0x6 => 3,
            0x7 => 5,
            0x8 => 9,
            0x9 => 17,
            0xa or 0xc or 0xe => 2L + ReadByte(bytes),
            0xb or 0xd or 0xf => 5L + ReadUInt32(bytes),
            _ => throw new FormatException($"0x{constructor:x2} begins no AMQP value."),
        };
        Require(bytes, length);
        return (int)length;
    }

    private static byte ReadByte(ReadOnlySpan<byte> bytes)
    {
        Require(bytes, 2);
        return bytes[1];
    }

    private static uint ReadUInt32(ReadOnlySpan<byte> bytes)
    {
        Require(bytes, 5);
        return BinaryPrimitives.ReadUInt32BigEndian(bytes[1..]);
    }

    private static void Require(ReadOnlySpan<byte> bytes, long length)
    {
        if (bytes.Length < length)
        {
            throw new FormatException("The message is cut short.");
        }
    }
}
