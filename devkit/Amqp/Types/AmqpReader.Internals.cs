using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace Devkit.Amqp.Types;

/// <content>Values of any type, and what the typed methods have in common.</content>
public ref partial struct AmqpReader
{
    /// <summary>Reads a value of any type into the CLR type that README.md's table maps it to.</summary>
    public object? ReadValue()
    {
        Enter();
        byte code = NextCode();
        object? value;
        if (code == FormatCode.Described)
        {
            object descriptor = ReadValue() ?? throw AmqpException.Decode("A descriptor is null.");
            value = new DescribedValue(descriptor, ReadValue());
        }
        else
        {
            value = ReadPayload(code);
        }

        _depth--;
        return value;
    }

    private object? ReadPayload(byte code) => code switch
    {
        FormatCode.Null => null,
        FormatCode.True or FormatCode.False or FormatCode.Boolean => ReadBoolean(code),
        FormatCode.UByte => Take(1)[0],
        FormatCode.Byte => (sbyte)Take(1)[0],
        FormatCode.UShort => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
        FormatCode.Short => BinaryPrimitives.ReadInt16BigEndian(Take(2)),
        FormatCode.UInt0 => 0u,
        FormatCode.SmallUInt => (uint)Take(1)[0],
        FormatCode.UInt => BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
        FormatCode.SmallInt => (int)(sbyte)Take(1)[0],
        FormatCode.Int => BinaryPrimitives.ReadInt32BigEndian(Take(4)),
        FormatCode.ULong0 => 0ul,
        FormatCode.SmallULong => (ulong)Take(1)[0],
        FormatCode.ULong => BinaryPrimitives.ReadUInt64BigEndian(Take(8)),
        FormatCode.SmallLong => (long)(sbyte)Take(1)[0],
        FormatCode.Long => BinaryPrimitives.ReadInt64BigEndian(Take(8)),
        FormatCode.Float => BinaryPrimitives.ReadSingleBigEndian(Take(4)),
        FormatCode.Double => BinaryPrimitives.ReadDoubleBigEndian(Take(8)),
        FormatCode.Decimal32 => new AmqpDecimal32(BinaryPrimitives.ReadUInt32BigEndian(Take(4))),
        FormatCode.Decimal64 => new AmqpDecimal64(BinaryPrimitives.ReadUInt64BigEndian(Take(8))),
        FormatCode.Decimal128 => new AmqpDecimal128(BinaryPrimitives.ReadUInt128BigEndian(Take(16))),
        FormatCode.Char => ToRune(Take(4)),
        FormatCode.Timestamp => ToMoment(BinaryPrimitives.ReadInt64BigEndian(Take(8))),
        FormatCode.Uuid => new Guid(Take(16), bigEndian: true),
        FormatCode.Binary8 => Take(Take(1)[0]).ToArray(),
        FormatCode.Binary32 => Take(ReadSize()).ToArray(),
        FormatCode.String8 => ToText(Take(Take(1)[0])),
        FormatCode.String32 => ToText(Take(ReadSize())),
        FormatCode.Symbol8 => ToSymbol(Take(Take(1)[0])),
        FormatCode.Symbol32 => ToSymbol(Take(ReadSize())),
        FormatCode.List0 => new List<object?>(),
        FormatCode.List8 or FormatCode.List32 => ReadItems(ReadCompound(code == FormatCode.List8, out int end), end),
        FormatCode.Map8 or FormatCode.Map32 => ReadPairs(Pairs(ReadCompound(code == FormatCode.Map8, out int end)), end),
        FormatCode.Array8 or FormatCode.Array32 => ReadArray(ReadCompound(code == FormatCode.Array8, out int end, bounded: false), end),
        _ => throw Unexpected(code, "value"),
    };

    private List<object?> ReadItems(int count, int end)
    {
        List<object?> items = new(count);
        for (int i = 0; i < count; i++)
        {
            items.Add(ReadValue());
        }

        Finish(end);
        return items;
    }

    private AmqpMap ReadPairs(int count, int end)
    {
        AmqpMap map = new(count);
        for (int i = 0; i < count; i++)
        {
            object key = ReadValue() ?? throw AmqpException.Decode("A map has a null for a key.");
            map[key] = ReadValue();
        }

        Finish(end);
        return map;
    }

    private object ReadArray(int count, int end)
    {
        byte code = NextCode();
        object? descriptor = null;
        if (code == FormatCode.Described)
        {
            descriptor = ReadValue() ?? throw AmqpException.Decode("A descriptor is null.");
            code = NextCode();
        }

        if (count > (code >> 4 == 0x4 ? MaxEmptyElements : end - _position))
        {
            throw AmqpException.Decode("An array declares more elements than it can hold.");
        }

        Enter();
        object array = descriptor is null ? ReadElements(code, count) : new AmqpArray(ReadElements<object?>(code, count), descriptor, code);
        _depth--;
        Finish(end);
        return array;
    }

    private object ReadElements(byte code, int count) => code switch
    {
        FormatCode.Boolean or FormatCode.True or FormatCode.False => ReadElements<bool>(code, count),
        FormatCode.Byte => ReadElements<sbyte>(code, count),
        FormatCode.UShort => ReadElements<ushort>(code, count),
        FormatCode.Short => ReadElements<short>(code, count),
        FormatCode.UInt or FormatCode.SmallUInt or FormatCode.UInt0 => ReadElements<uint>(code, count),
        FormatCode.Int or FormatCode.SmallInt => ReadElements<int>(code, count),
        FormatCode.ULong or FormatCode.SmallULong or FormatCode.ULong0 => ReadElements<ulong>(code, count),
        FormatCode.Long or FormatCode.SmallLong => ReadElements<long>(code, count),
        FormatCode.Float => ReadElements<float>(code, count),
        FormatCode.Double => ReadElements<double>(code, count),
        FormatCode.Decimal32 => ReadElements<AmqpDecimal32>(code, count),
        FormatCode.Decimal64 => ReadElements<AmqpDecimal64>(code, count),
        FormatCode.Decimal128 => ReadElements<AmqpDecimal128>(code, count),
        FormatCode.Char => ReadElements<Rune>(code, count),
        FormatCode.Timestamp => ReadElements<DateTimeOffset>(code, count),
        FormatCode.Uuid => ReadElements<Guid>(code, count),
        FormatCode.Binary8 or FormatCode.Binary32 => ReadElements<byte[]>(code, count),
        FormatCode.String8 or FormatCode.String32 => ReadElements<string>(code, count),
        FormatCode.Symbol8 or FormatCode.Symbol32 => ReadElements<AmqpSymbol>(code, count),
        _ => new AmqpArray(ReadElements<object?>(code, count), null, code),
    };

    private T[] ReadElements<T>(byte code, int count)
    {
        T[] elements = new T[count];
        for (int i = 0; i < count; i++)
        {
            elements[i] = (T)ReadPayload(code)!;
        }

        return elements;
    }

    private bool ReadBoolean(byte code) => code switch
    {
        FormatCode.True => true,
        FormatCode.False => false,
        FormatCode.Boolean => Take(1)[0] switch
        {
            0 => false,
            1 => true,
            _ => throw AmqpException.Decode("A boolean is neither 0 nor 1."),
        },
        _ => throw Unexpected(code, "boolean"),
    };

    private ReadOnlySpan<byte> ReadVariable(byte small, byte large, string type)
    {
        byte code = NextCode();
        return code == small ? Take(Take(1)[0]) : code == large ? Take(ReadSize()) : throw Unexpected(code, type);
    }

    /// <summary>Reads size and count of a list, map or array.</summary>
    private int ReadCompound(bool small, out int end, bool bounded = true)
    {
        int size = small ? Take(1)[0] : ReadSize();
        if (size > _buffer.Length - _position)
        {
            throw Truncated();
        }

        end = _position + size;
        uint count = small ? Take(1)[0] : BinaryPrimitives.ReadUInt32BigEndian(Take(4));
        if (_position > end || count > int.MaxValue || (bounded && count > end - _position))
        {
            throw AmqpException.Decode("A list, map or array declares more items than its size can hold.");
        }

        return (int)count;
    }

    private readonly int Empty(out int end)
    {
        end = _position;
        return 0;
    }

    private static int Pairs(int items) =>
        int.IsEvenInteger(items) ? items / 2 : throw AmqpException.Decode("A map has a key without a value.");

    private readonly void Finish(int end)
    {
        if (_position != end)
        {
            throw AmqpException.Decode("The items of a list, map or array do not fill the size it declares.");
        }
    }

    private void Enter()
    {
        if (++_depth > MaxDepth)
        {
            throw AmqpException.Decode($"Values are nested more than {MaxDepth} deep.");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte NextCode() => _position < _buffer.Length ? _buffer[_position++] : throw Truncated();

    private ReadOnlySpan<byte> ReadFixed(byte code, int size, string type)
    {
        byte actual = NextCode();
        return actual == code ? Take(size) : throw Unexpected(actual, type);
    }

    private int ReadSize()
    {
        uint size = BinaryPrimitives.ReadUInt32BigEndian(Take(4));
        return size <= int.MaxValue ? (int)size : throw Truncated();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _buffer.Length - _position)
        {
            throw Truncated();
        }

        ReadOnlySpan<byte> taken = _buffer.Slice(_position, count);
        _position += count;
        return taken;
    }

    private static string ToText(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw AmqpException.Decode("A string is not UTF-8.");
        }
    }

    private static AmqpSymbol ToSymbol(ReadOnlySpan<byte> bytes) =>
        Ascii.IsValid(bytes) ? new AmqpSymbol(Encoding.ASCII.GetString(bytes)) : throw AmqpException.Decode("A symbol is not ASCII.");

    private static Rune ToRune(ReadOnlySpan<byte> bytes) =>
        Rune.TryCreate(BinaryPrimitives.ReadUInt32BigEndian(bytes), out Rune rune) ? rune : throw AmqpException.Decode("A char is no code point.");

    private static DateTimeOffset ToMoment(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(
        Math.Clamp(milliseconds, DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));

    private static AmqpException Truncated() => AmqpException.Decode("The value is longer than the bytes there are.");

    private static AmqpException Unexpected(byte code, string type) => AmqpException.Decode($"The constructor 0x{code:X2} is not one of a {type}.");
}
