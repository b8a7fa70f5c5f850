using System.Buffers;
using System.Buffers.Binary;
using System.Collections;
using System.Runtime.CompilerServices;
using System.Text;

namespace Devkit.Amqp.Types;

/// <content>Values of any type, and what the typed methods have in common.</content>
public sealed partial class AmqpWriter
{
    /// <summary>Writes a value of any CLR type that README.md's table maps to an AMQP type.</summary>
    /// <exception cref="ArgumentException">The CLR type stands for no AMQP type.</exception>
    public void WriteValue(object? value)
    {
        switch (value)
        {
            case null: WriteNull(); break;
            case string text: WriteString(text); break;
            case AmqpSymbol symbol: WriteSymbol(symbol); break;
            case bool flag: WriteBoolean(flag); break;
            case int number: WriteInt(number); break;
            case long number: WriteLong(number); break;
            case uint number: WriteUInt(number); break;
            case ulong number: WriteULong(number); break;
            case List<object?> list: WriteList(list); break;
            case AmqpMap map: WriteMap(map); break;
            case DescribedValue described: WriteDescribed(described); break;
            case AmqpArray array: WriteArray(array.ElementCode, array.Items, array.Descriptor); break;
            case byte[] bytes: WriteBinary(bytes); break;
            case ReadOnlyMemory<byte> bytes: WriteBinary(bytes.Span); break;
            case Memory<byte> bytes: WriteBinary(bytes.Span); break;
            case ArraySegment<byte> bytes: WriteBinary(bytes); break;
            case Array array: WriteArray(ElementCode(array), array, null); break;
            case IList list: WriteList(list); break;
            default: WriteFixed(FormatCode.WidestFor(value), value); break;
        }
    }

    private void WriteDescribed(DescribedValue described)
    {
        Take(1)[0] = FormatCode.Described;
        WriteValue(described.Descriptor);
        WriteValue(described.Value);
    }

    private void WriteList(IList list)
    {
        int mark = BeginList();
        foreach (object? item in list)
        {
            WriteValue(item);
        }

        EndList(mark, list.Count);
    }

    private void WriteMap(AmqpMap map)
    {
        int mark = BeginMap();
        foreach ((object key, object? value) in map)
        {
            WriteValue(key);
            WriteValue(value);
        }

        EndMap(mark, map.Count);
    }

    private void WriteArray(byte code, IEnumerable items, object? descriptor)
    {
        int mark = BeginCompound();
        if (descriptor is not null)
        {
            Take(1)[0] = FormatCode.Described;
            WriteValue(descriptor);
        }

        Take(1)[0] = code;
        int count = 0;
        foreach (object? item in items)
        {
            WriteElement(code, item);
            count++;
        }

        EndCompound(mark, count, FormatCode.Array8, FormatCode.Array32);
    }

    /// <summary>Writes a value without its constructor, which it shares with the rest of an array.</summary>
    private void WriteElement(byte code, object? value)
    {
        int start = _length;
        switch (code)
        {
            case FormatCode.Null or FormatCode.True or FormatCode.False or FormatCode.UInt0 or FormatCode.ULong0 or FormatCode.List0:
                return;
            case FormatCode.String8 or FormatCode.String32:
                WriteString((string)value!);
                break;
            case FormatCode.Symbol8 or FormatCode.Symbol32 or FormatCode.Binary8 or FormatCode.Binary32:
            case FormatCode.List8 or FormatCode.List32 or FormatCode.Map8 or FormatCode.Map32 or FormatCode.Array8 or FormatCode.Array32:
                WriteValue(value);
                break;
            default:
                WriteFixed(code, value!);
                Unprefix(start, 1);
                return;
        }

        Widen(start, code);
    }

    /// <summary>Gives an element that was written compactly the form its array's constructor promises, without a constructor of its own.</summary>
    private void Widen(int start, byte code)
    {
        bool wide = (code >> 4) is 0xB or 0xD or 0xF;
        byte written = _buffer[start];
        bool isWide = (written >> 4) is 0xB or 0xD or 0xF;
        if (written == FormatCode.List0)
        {
            _length = start;
            ReadOnlySpan<byte> empty = [0, 0, 0, 4, 0, 0, 0, 0];
            WriteRaw(wide ? empty : [1, 0]);
        }
        else if (wide == isWide)
        {
            Unprefix(start, 1);
        }
        else if (wide)
        {
            WidenSizes(start, compound: code >> 4 != 0xB);
        }
        else
        {
            throw new ArgumentException("An element is too long for the array's encoding.");
        }
    }

    private void WidenSizes(int start, bool compound)
    {
        int extra = compound ? 6 : 3;
        int size = _buffer[start + 1] + (compound ? 3 : 0);
        int count = _buffer[start + (compound ? 2 : 1)];
        int content = start + (compound ? 3 : 2);
        Reserve(extra);
        _buffer.AsSpan(content, _length - content).CopyTo(_buffer.AsSpan(content + extra));
        _length += extra;
        BinaryPrimitives.WriteInt32BigEndian(_buffer.AsSpan(start + 1), size);
        if (compound)
        {
            BinaryPrimitives.WriteInt32BigEndian(_buffer.AsSpan(start + 5), count);
        }

        Unprefix(start, 1);
    }

    private void Unprefix(int start, int count)
    {
        _buffer.AsSpan(start + count, _length - start - count).CopyTo(_buffer.AsSpan(start));
        _length -= count;
    }

    /// <summary>Writes a value of fixed width in the widest encoding of its type, with the constructor.</summary>
    private void WriteFixed(byte code, object value)
    {
        switch (code)
        {
            case FormatCode.Boolean: WriteSmall(code, (bool)value ? (byte)1 : (byte)0); break;
            case FormatCode.UByte: WriteUByte((byte)value); break;
            case FormatCode.Byte: WriteByte((sbyte)value); break;
            case FormatCode.SmallUInt: WriteSmall(code, (byte)(uint)value); break;
            case FormatCode.SmallULong: WriteSmall(code, (byte)(ulong)value); break;
            case FormatCode.SmallInt: WriteSmall(code, (byte)(int)value); break;
            case FormatCode.SmallLong: WriteSmall(code, (byte)(long)value); break;
            case FormatCode.UShort: WriteUShort((ushort)value); break;
            case FormatCode.Short: WriteShort((short)value); break;
            case FormatCode.UInt: BinaryPrimitives.WriteUInt32BigEndian(Take(code, 4), (uint)value); break;
            case FormatCode.Int: BinaryPrimitives.WriteInt32BigEndian(Take(code, 4), (int)value); break;
            case FormatCode.ULong: BinaryPrimitives.WriteUInt64BigEndian(Take(code, 8), (ulong)value); break;
            case FormatCode.Long: BinaryPrimitives.WriteInt64BigEndian(Take(code, 8), (long)value); break;
            case FormatCode.Float: WriteFloat((float)value); break;
            case FormatCode.Double: WriteDouble((double)value); break;
            case FormatCode.Decimal32: BinaryPrimitives.WriteUInt32BigEndian(Take(code, 4), ((AmqpDecimal32)value).Bits); break;
            case FormatCode.Decimal64: BinaryPrimitives.WriteUInt64BigEndian(Take(code, 8), ((AmqpDecimal64)value).Bits); break;
            case FormatCode.Decimal128: BinaryPrimitives.WriteUInt128BigEndian(Take(code, 16), ((AmqpDecimal128)value).Bits); break;
            case FormatCode.Char: WriteChar(value is char character ? new Rune(character) : (Rune)value); break;
            case FormatCode.Timestamp: WriteTimestamp(value is DateTime time ? new DateTimeOffset(time) : (DateTimeOffset)value); break;
            case FormatCode.Uuid: WriteUuid((Guid)value); break;
            default: throw new ArgumentException($"A value of type {value.GetType()} has no AMQP type.", nameof(value));
        }
    }

    private static byte ElementCode(Array array) => array switch
    {
        string[] texts => Array.TrueForAll(texts, text => Encoding.UTF8.GetByteCount(text) <= byte.MaxValue) ? FormatCode.String8 : FormatCode.String32,
        AmqpSymbol[] symbols => Array.TrueForAll(symbols, symbol => symbol.ToString().Length <= byte.MaxValue) ? FormatCode.Symbol8 : FormatCode.Symbol32,
        byte[][] binaries => Array.TrueForAll(binaries, binary => binary.Length <= byte.MaxValue) ? FormatCode.Binary8 : FormatCode.Binary32,
        _ when array.GetType().GetElementType() is { IsValueType: true } type => FormatCode.WidestFor(Activator.CreateInstance(type)),
        _ => throw new ArgumentException($"An array of type {array.GetType()} has no AMQP type; {nameof(AmqpArray)} may express it.", nameof(array)),
    };

    private int BeginCompound()
    {
        int mark = _length;
        _ = Take(CompoundHeader);
        return mark;
    }

    /// <summary>Fills in the header, and moves the content forward if the short form of the header suffices.</summary>
    private void EndCompound(int mark, int count, byte small, byte large)
    {
        int content = mark + CompoundHeader;
        int size = _length - content;
        Span<byte> header = _buffer.AsSpan(mark, CompoundHeader);
        if (size < byte.MaxValue && count <= byte.MaxValue)
        {
            header[0] = small;
            header[1] = (byte)(size + 1);
            header[2] = (byte)count;
            _buffer.AsSpan(content, size).CopyTo(_buffer.AsSpan(mark + 3));
            _length = mark + 3 + size;
        }
        else
        {
            header[0] = large;
            BinaryPrimitives.WriteInt32BigEndian(header[1..], size + 4);
            BinaryPrimitives.WriteInt32BigEndian(header[5..], count);
        }
    }

    private void WriteSmall(byte code, byte value)
    {
        Span<byte> span = Take(2);
        span[0] = code;
        span[1] = value;
    }

    private void WriteVariable(byte small, byte large, int length)
    {
        if (length <= byte.MaxValue)
        {
            WriteSmall(small, (byte)length);
        }
        else
        {
            BinaryPrimitives.WriteInt32BigEndian(Take(large, 4), length);
        }
    }

    private Span<byte> Take(byte code, int size)
    {
        Span<byte> span = Take(1 + size);
        span[0] = code;
        return span[1..];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Take(int count)
    {
        Reserve(count);
        Span<byte> span = _buffer.AsSpan(_length, count);
        _length += count;
        return span;
    }

    private void Reserve(int count)
    {
        if (count > _buffer.Length - _length)
        {
            Grow(count);
        }
    }

    private void Grow(int count)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(_length + count), (int)Math.Min(2L * _buffer.Length, Array.MaxLength)));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = larger;
    }
}
