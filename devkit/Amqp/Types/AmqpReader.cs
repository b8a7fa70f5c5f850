using System.Buffers.Binary;
using System.Text;

namespace Devkit.Amqp.Types;

/// <summary>
/// Reads encoded values out of memory (part 1). The typed methods take every encoding of their type and allocate nothing but strings;
/// spans that they return point into the buffer. <see cref="ReadValue"/> reads a value of any type, as README.md's table maps them.
/// </summary>
/// <remarks>
/// All methods throw an <see cref="AmqpException"/> with <c>amqp:decode-error</c> if the bytes are not what was asked for: truncated, of another
/// type, with a size that exceeds what surrounds it, nested more than <see cref="MaxDepth"/> deep, or text that is not text.
/// </remarks>
public ref partial struct AmqpReader
{
    /// <summary>How deep lists, maps, arrays and descriptors may be nested.</summary>
    public const int MaxDepth = 32;

    /// <summary>How many elements an array may have whose elements have no bytes of their own: nothing else bounds its count.</summary>
    public const int MaxEmptyElements = 64;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _buffer;
    private int _position;
    private int _depth;

    /// <summary>Reads from the beginning of a buffer.</summary>
    public AmqpReader(ReadOnlySpan<byte> buffer) => _buffer = buffer;

    /// <summary>How many bytes have been read.</summary>
    public readonly int Position => _position;

    /// <summary>Whether everything has been read.</summary>
    public readonly bool IsAtEnd => _position >= _buffer.Length;

    /// <summary>The constructor of the next value, which stays unread; 0 announces a descriptor.</summary>
    public readonly byte Peek() => _position < _buffer.Length ? _buffer[_position] : throw Truncated();

    /// <summary>Reads a null if one is next.</summary>
    public bool TryReadNull()
    {
        if (Peek() != FormatCode.Null)
        {
            return false;
        }

        _position++;
        return true;
    }

    /// <summary>Reads a boolean.</summary>
    public bool ReadBoolean() => ReadBoolean(NextCode());

    /// <summary>Reads a ubyte.</summary>
    public byte ReadUByte() => ReadFixed(FormatCode.UByte, 1, "ubyte")[0];

    /// <summary>Reads a byte, which AMQP means signed.</summary>
    public sbyte ReadByte() => (sbyte)ReadFixed(FormatCode.Byte, 1, "byte")[0];

    /// <summary>Reads a ushort.</summary>
    public ushort ReadUShort() => BinaryPrimitives.ReadUInt16BigEndian(ReadFixed(FormatCode.UShort, 2, "ushort"));

    /// <summary>Reads a short.</summary>
    public short ReadShort() => BinaryPrimitives.ReadInt16BigEndian(ReadFixed(FormatCode.Short, 2, "short"));

    /// <summary>Reads a uint.</summary>
    public uint ReadUInt() => NextCode() switch
    {
        FormatCode.SmallUInt => Take(1)[0],
        FormatCode.UInt0 => 0,
        FormatCode.UInt => BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
        byte code => throw Unexpected(code, "uint"),
    };

    /// <summary>Reads a ulong.</summary>
    public ulong ReadULong() => NextCode() switch
    {
        FormatCode.SmallULong => Take(1)[0],
        FormatCode.ULong0 => 0,
        FormatCode.ULong => BinaryPrimitives.ReadUInt64BigEndian(Take(8)),
        byte code => throw Unexpected(code, "ulong"),
    };

    /// <summary>Reads an int.</summary>
    public int ReadInt() => NextCode() switch
    {
        FormatCode.SmallInt => (sbyte)Take(1)[0],
        FormatCode.Int => BinaryPrimitives.ReadInt32BigEndian(Take(4)),
        byte code => throw Unexpected(code, "int"),
    };

    /// <summary>Reads a long.</summary>
    public long ReadLong() => NextCode() switch
    {
        FormatCode.SmallLong => (sbyte)Take(1)[0],
        FormatCode.Long => BinaryPrimitives.ReadInt64BigEndian(Take(8)),
        byte code => throw Unexpected(code, "long"),
    };

    /// <summary>Reads a float.</summary>
    public float ReadFloat() => BinaryPrimitives.ReadSingleBigEndian(ReadFixed(FormatCode.Float, 4, "float"));

    /// <summary>Reads a double.</summary>
    public double ReadDouble() => BinaryPrimitives.ReadDoubleBigEndian(ReadFixed(FormatCode.Double, 8, "double"));

    /// <summary>Reads a char, which AMQP means as a whole code point.</summary>
    public Rune ReadChar() => ToRune(ReadFixed(FormatCode.Char, 4, "char"));

    /// <summary>Reads a timestamp: milliseconds since 1970, UTC.</summary>
    public long ReadTimestampMilliseconds() => BinaryPrimitives.ReadInt64BigEndian(ReadFixed(FormatCode.Timestamp, 8, "timestamp"));

    /// <summary>Reads a timestamp. What lies outside of the years 1 to 9999 becomes the nearest moment inside.</summary>
    public DateTimeOffset ReadTimestamp() => ToMoment(ReadTimestampMilliseconds());

    /// <summary>Reads a uuid.</summary>
    public Guid ReadUuid() => new(ReadFixed(FormatCode.Uuid, 16, "uuid"), bigEndian: true);

    /// <summary>Reads a binary without copying it.</summary>
    public ReadOnlySpan<byte> ReadBinary() => ReadVariable(FormatCode.Binary8, FormatCode.Binary32, "binary");

    /// <summary>Reads a string as the UTF-8 it was received in, unchecked.</summary>
    public ReadOnlySpan<byte> ReadStringBytes() => ReadVariable(FormatCode.String8, FormatCode.String32, "string");

    /// <summary>Reads a string.</summary>
    public string ReadString() => ToText(ReadStringBytes());

    /// <summary>Reads a symbol as the bytes it was received in, unchecked: to compare with a <c>"…"u8</c>.</summary>
    public ReadOnlySpan<byte> ReadSymbolBytes() => ReadVariable(FormatCode.Symbol8, FormatCode.Symbol32, "symbol");

    /// <summary>Reads a symbol.</summary>
    public AmqpSymbol ReadSymbol() => ToSymbol(ReadSymbolBytes());

    /// <summary>
    /// Reads what a field declared <c>multiple</c> holds (part 1, section 1.4): null, one symbol, or an array of them.
    /// </summary>
    public AmqpSymbol[] ReadSymbols() => ReadValue() switch
    {
        null => [],
        AmqpSymbol one => [one],
        AmqpSymbol[] several => several,
        _ => throw AmqpException.Decode("A symbol, or an array of symbols, was expected."),
    };

    /// <summary>Reads the beginning of a list; its items follow.</summary>
    /// <param name="end">The position behind the list.</param>
    /// <returns>How many items the list has: never more than it has bytes.</returns>
    public int ReadListHeader(out int end) => NextCode() switch
    {
        FormatCode.List0 => Empty(out end),
        FormatCode.List8 => ReadCompound(small: true, out end),
        FormatCode.List32 => ReadCompound(small: false, out end),
        byte code => throw Unexpected(code, "list"),
    };

    /// <summary>Reads the beginning of a map; its keys and values follow by turns.</summary>
    /// <param name="end">The position behind the map.</param>
    /// <returns>How many pairs the map has.</returns>
    public int ReadMapHeader(out int end) => NextCode() switch
    {
        FormatCode.Map8 => Pairs(ReadCompound(small: true, out end)),
        FormatCode.Map32 => Pairs(ReadCompound(small: false, out end)),
        byte code => throw Unexpected(code, "map"),
    };

    /// <summary>Reads the zero and the descriptor of a described value; the value follows.</summary>
    /// <returns>The descriptor's code; a symbolic descriptor that the specification defines gives the code it stands for, any other 0.</returns>
    public ulong ReadDescriptor()
    {
        _ = ReadFixed(FormatCode.Described, 0, "described value");
        switch (Peek())
        {
            case FormatCode.SmallULong or FormatCode.ULong or FormatCode.ULong0:
                return ReadULong();
            case FormatCode.Symbol8 or FormatCode.Symbol32:
                return Descriptor.FromName(ReadSymbolBytes());
            default:
                Skip();
                return 0;
        }
    }

    /// <summary>Reads a map of any keys, or a null.</summary>
    public AmqpMap? ReadMap() => ReadValue() switch
    {
        null => null,
        AmqpMap map => map,
        _ => throw AmqpException.Decode("A map was expected."),
    };

    /// <summary>Passes over a value of any type.</summary>
    public void Skip()
    {
        Enter();
        byte code = NextCode();
        if (code == FormatCode.Described)
        {
            Skip();
            Skip();
        }
        else
        {
            SkipPrimitive(code);
        }

        _depth--;
    }

    /// <summary>Moves to a position behind the current one, as <see cref="ReadListHeader"/> returns it.</summary>
    /// <exception cref="AmqpException">More was read than the list or map said it holds.</exception>
    public void MoveTo(int position)
    {
        if (position < _position || position > _buffer.Length)
        {
            throw AmqpException.Decode("The items of a list or map exceed the size it declares.");
        }

        _position = position;
    }

    private void SkipPrimitive(byte code)
    {
        int size = (code >> 4) switch
        {
            0x4 => 0,
            0x5 => 1,
            0x6 => 2,
            0x7 => 4,
            0x8 => 8,
            0x9 => 16,
            0xA or 0xC or 0xE => Take(1)[0],
            0xB or 0xD or 0xF => ReadSize(),
            _ => throw Unexpected(code, "value"),
        };
        _ = Take(size);
    }
}
