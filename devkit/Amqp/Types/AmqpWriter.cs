using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Devkit.Amqp.Types;

/// <summary>
/// Writes values into a buffer that grows and comes from a pool, each in its most compact encoding (part 1). Not for several threads at a time.
/// </summary>
public sealed partial class AmqpWriter : IBufferWriter<byte>, IDisposable
{
    private const int CompoundHeader = 9;

    private byte[] _buffer;
    private int _length;

    /// <summary>Makes a writer.</summary>
    /// <param name="initialCapacity">How many bytes fit before the buffer has to grow.</param>
    public AmqpWriter(int initialCapacity = 256) => _buffer = ArrayPool<byte>.Shared.Rent(initialCapacity);

    /// <summary>How many bytes have been written.</summary>
    public int Length => _length;

    /// <summary>What has been written; valid until the next write, <see cref="Clear"/> or <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<byte> WrittenSpan => _buffer.AsSpan(0, _length);

    /// <summary>What has been written; valid until the next write, <see cref="Clear"/> or <see cref="Dispose"/>.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _buffer.AsMemory(0, _length);

    /// <summary>Begins anew and keeps the buffer.</summary>
    public void Clear() => _length = 0;

    /// <summary>Forgets what was written after a length that was read before.</summary>
    public void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)_length);
        _length = length;
    }

    /// <summary>Gives the buffer back to the pool. The writer can be used again, with a new buffer.</summary>
    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }

        _length = 0;
    }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_buffer.Length - _length));
        _length += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _buffer.AsMemory(_length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _buffer.AsSpan(_length);
    }

    /// <summary>Writes bytes that are encoded already.</summary>
    public void WriteRaw(ReadOnlySpan<byte> encoded) => encoded.CopyTo(Take(encoded.Length));

    /// <summary>Writes a null.</summary>
    public void WriteNull() => Take(1)[0] = FormatCode.Null;

    /// <summary>Writes a boolean.</summary>
    public void WriteBoolean(bool value) => Take(1)[0] = value ? FormatCode.True : FormatCode.False;

    /// <summary>Writes a ubyte.</summary>
    public void WriteUByte(byte value) => WriteSmall(FormatCode.UByte, value);

    /// <summary>Writes a byte, which AMQP means signed.</summary>
    public void WriteByte(sbyte value) => WriteSmall(FormatCode.Byte, (byte)value);

    /// <summary>Writes a ushort.</summary>
    public void WriteUShort(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Take(FormatCode.UShort, 2), value);

    /// <summary>Writes a short.</summary>
    public void WriteShort(short value) => BinaryPrimitives.WriteInt16BigEndian(Take(FormatCode.Short, 2), value);

    /// <summary>Writes a uint.</summary>
    public void WriteUInt(uint value)
    {
        if (value == 0)
        {
            Take(1)[0] = FormatCode.UInt0;
        }
        else if (value <= byte.MaxValue)
        {
            WriteSmall(FormatCode.SmallUInt, (byte)value);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(Take(FormatCode.UInt, 4), value);
        }
    }

    /// <summary>Writes a ulong.</summary>
    public void WriteULong(ulong value)
    {
        if (value == 0)
        {
            Take(1)[0] = FormatCode.ULong0;
        }
        else if (value <= byte.MaxValue)
        {
            WriteSmall(FormatCode.SmallULong, (byte)value);
        }
        else
        {
            BinaryPrimitives.WriteUInt64BigEndian(Take(FormatCode.ULong, 8), value);
        }
    }

    /// <summary>Writes an int.</summary>
    public void WriteInt(int value)
    {
        if (value is >= sbyte.MinValue and <= sbyte.MaxValue)
        {
            WriteSmall(FormatCode.SmallInt, (byte)value);
        }
        else
        {
            BinaryPrimitives.WriteInt32BigEndian(Take(FormatCode.Int, 4), value);
        }
    }

    /// <summary>Writes a long.</summary>
    public void WriteLong(long value)
    {
        if (value is >= sbyte.MinValue and <= sbyte.MaxValue)
        {
            WriteSmall(FormatCode.SmallLong, (byte)value);
        }
        else
        {
            BinaryPrimitives.WriteInt64BigEndian(Take(FormatCode.Long, 8), value);
        }
    }

    /// <summary>Writes a float.</summary>
    public void WriteFloat(float value) => BinaryPrimitives.WriteSingleBigEndian(Take(FormatCode.Float, 4), value);

    /// <summary>Writes a double.</summary>
    public void WriteDouble(double value) => BinaryPrimitives.WriteDoubleBigEndian(Take(FormatCode.Double, 8), value);

    /// <summary>Writes a char, which AMQP means as a whole code point.</summary>
    public void WriteChar(Rune value) => BinaryPrimitives.WriteInt32BigEndian(Take(FormatCode.Char, 4), value.Value);

    /// <summary>Writes a timestamp; parts of a millisecond are cut off.</summary>
    public void WriteTimestamp(DateTimeOffset value) => WriteTimestamp(value.ToUnixTimeMilliseconds());

    /// <summary>Writes a timestamp.</summary>
    /// <param name="milliseconds">The milliseconds since 1970, UTC.</param>
    public void WriteTimestamp(long milliseconds) => BinaryPrimitives.WriteInt64BigEndian(Take(FormatCode.Timestamp, 8), milliseconds);

    /// <summary>Writes a uuid.</summary>
    public void WriteUuid(Guid value) => value.TryWriteBytes(Take(FormatCode.Uuid, 16), bigEndian: true, out _);

    /// <summary>Writes a binary.</summary>
    public void WriteBinary(ReadOnlySpan<byte> value)
    {
        WriteBinaryHeader(value.Length);
        WriteRaw(value);
    }

    /// <summary>Writes the beginning of a binary; as many bytes have to follow, written raw.</summary>
    public void WriteBinaryHeader(int length) => WriteVariable(FormatCode.Binary8, FormatCode.Binary32, length);

    /// <summary>Writes a string.</summary>
    public void WriteString(string value)
    {
        int length = Encoding.UTF8.GetByteCount(value);
        WriteVariable(FormatCode.String8, FormatCode.String32, length);
        _ = Encoding.UTF8.GetBytes(value, Take(length));
    }

    /// <summary>Writes a string that is UTF-8 already.</summary>
    public void WriteString(ReadOnlySpan<byte> utf8)
    {
        WriteVariable(FormatCode.String8, FormatCode.String32, utf8.Length);
        WriteRaw(utf8);
    }

    /// <summary>Writes a symbol.</summary>
    /// <exception cref="ArgumentException">The symbol has a character that is not ASCII.</exception>
    public void WriteSymbol(AmqpSymbol value)
    {
        string text = value.ToString();
        if (!Ascii.IsValid(text))
        {
            throw new ArgumentException($"The symbol '{text}' is not ASCII.", nameof(value));
        }

        WriteVariable(FormatCode.Symbol8, FormatCode.Symbol32, text.Length);
        _ = Encoding.ASCII.GetBytes(text, Take(text.Length));
    }

    /// <summary>Writes a symbol that is ASCII bytes already, as in <c>"x-opt-offset"u8</c>.</summary>
    public void WriteSymbol(ReadOnlySpan<byte> ascii)
    {
        WriteVariable(FormatCode.Symbol8, FormatCode.Symbol32, ascii.Length);
        WriteRaw(ascii);
    }

    /// <summary>Writes the descriptor of a described value; the value has to follow.</summary>
    public void WriteDescriptor(ulong descriptor)
    {
        Take(1)[0] = FormatCode.Described;
        WriteULong(descriptor);
    }

    /// <summary>Begins a list; its items have to follow, and <see cref="EndList"/>.</summary>
    /// <returns>The mark that <see cref="EndList"/> wants.</returns>
    public int BeginList() => BeginCompound();

    /// <summary>Ends a list.</summary>
    /// <param name="mark">What <see cref="BeginList"/> returned.</param>
    /// <param name="count">How many items were written since.</param>
    public void EndList(int mark, int count)
    {
        if (count == 0)
        {
            _length = mark;
            Take(1)[0] = FormatCode.List0;
            return;
        }

        EndCompound(mark, count, FormatCode.List8, FormatCode.List32);
    }

    /// <summary>Begins a map; its keys and values have to follow by turns, and <see cref="EndMap"/>.</summary>
    /// <returns>The mark that <see cref="EndMap"/> wants.</returns>
    public int BeginMap() => BeginCompound();

    /// <summary>Ends a map.</summary>
    /// <param name="mark">What <see cref="BeginMap"/> returned.</param>
    /// <param name="pairs">How many pairs were written since.</param>
    public void EndMap(int mark, int pairs) => EndCompound(mark, 2 * pairs, FormatCode.Map8, FormatCode.Map32);
}
