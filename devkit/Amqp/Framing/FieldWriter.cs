using Devkit.Amqp.Types;

namespace Devkit.Amqp.Framing;

/// <summary>Writes the fields of a described list in their order and leaves out trailing ones that are null (part 1, section 1.4).</summary>
internal ref struct FieldWriter
{
    private readonly AmqpWriter _writer;
    private readonly int _mark;
    private int _written;
    private int _meaningful;
    private int _end;

    public FieldWriter(AmqpWriter writer, ulong descriptor)
    {
        _writer = writer;
        writer.WriteDescriptor(descriptor);
        _mark = writer.BeginList();
        _end = writer.Length;
    }

    public void Boolean(bool? value)
    {
        if (value is bool some)
        {
            _writer.WriteBoolean(some);
            Present();
        }
        else
        {
            Absent();
        }
    }

    public void UByte(byte? value)
    {
        if (value is byte some)
        {
            _writer.WriteUByte(some);
            Present();
        }
        else
        {
            Absent();
        }
    }

    public void UShort(ushort? value)
    {
        if (value is ushort some)
        {
            _writer.WriteUShort(some);
            Present();
        }
        else
        {
            Absent();
        }
    }

    public void UInt(uint? value)
    {
        if (value is uint some)
        {
            _writer.WriteUInt(some);
            Present();
        }
        else
        {
            Absent();
        }
    }

    public void ULong(ulong? value)
    {
        if (value is ulong some)
        {
            _writer.WriteULong(some);
            Present();
        }
        else
        {
            Absent();
        }
    }

    public void Timestamp(DateTimeOffset? value)
    {
        if (value is DateTimeOffset some)
        {
            _writer.WriteTimestamp(some);
            Present();
        }
        else
        {
            Absent();
        }
    }

    public void Binary(ReadOnlySpan<byte> value)
    {
        _writer.WriteBinary(value);
        Present();
    }

    public void Symbol(AmqpSymbol? value) => Value(value);

    /// <summary>Several symbols: null if there are none, else always an array, which every peer takes.</summary>
    public void Symbols(IReadOnlyList<AmqpSymbol> value) => Value(value.Count == 0 ? null : value.ToArray());

    /// <summary>A value of any type.</summary>
    public void Value(object? value)
    {
        if (value is null)
        {
            Absent();
            return;
        }

        _writer.WriteValue(value);
        Present();
    }

    /// <summary>A composite value that writes itself.</summary>
    public void Composite(IComposite? value)
    {
        if (value is null)
        {
            Absent();
            return;
        }

        value.Write(_writer);
        Present();
    }

    public void Absent()
    {
        _writer.WriteNull();
        _written++;
    }

    public readonly void End()
    {
        _writer.Truncate(_end);
        _writer.EndList(_mark, _meaningful);
    }

    private void Present()
    {
        _meaningful = ++_written;
        _end = _writer.Length;
    }
}
