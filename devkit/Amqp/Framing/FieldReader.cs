using Devkit.Amqp.Types;

namespace Devkit.Amqp.Framing;

/// <summary>
/// Reads the fields of a list in their order. A field that is null or left out reads as null; fields that the specification does not know are
/// passed over by <see cref="End"/>. (The language allows no reference to a reader in here, so each method is handed it.)
/// </summary>
internal struct FieldReader
{
    private readonly int _end;
    private int _left;

    public FieldReader(ref AmqpReader reader) => _left = reader.ReadListHeader(out _end);

    public bool? Boolean(ref AmqpReader reader) => Next(ref reader) ? reader.ReadBoolean() : null;

    public byte? UByte(ref AmqpReader reader) => Next(ref reader) ? reader.ReadUByte() : null;

    public ushort? UShort(ref AmqpReader reader) => Next(ref reader) ? reader.ReadUShort() : null;

    public uint? UInt(ref AmqpReader reader) => Next(ref reader) ? reader.ReadUInt() : null;

    public ulong? ULong(ref AmqpReader reader) => Next(ref reader) ? reader.ReadULong() : null;

    public DateTimeOffset? Timestamp(ref AmqpReader reader) => Next(ref reader) ? reader.ReadTimestamp() : null;

    public string? String(ref AmqpReader reader) => Next(ref reader) ? reader.ReadString() : null;

    public AmqpSymbol? Symbol(ref AmqpReader reader) => Next(ref reader) ? reader.ReadSymbol() : (AmqpSymbol?)null;

    public AmqpSymbol[] Symbols(ref AmqpReader reader) => Next(ref reader) ? reader.ReadSymbols() : [];

    public ReadOnlySpan<byte> Binary(ref AmqpReader reader, out bool present)
    {
        present = Next(ref reader);
        return present ? reader.ReadBinary() : default;
    }

    public AmqpMap? Map(ref AmqpReader reader) => Next(ref reader) ? reader.ReadMap() : null;

    public object? Value(ref AmqpReader reader) => Next(ref reader) ? reader.ReadValue() : null;

    /// <summary>Whether a value is next, which the caller then has to read.</summary>
    public bool Next(ref AmqpReader reader)
    {
        if (_left == 0)
        {
            return false;
        }

        _left--;
        return !reader.TryReadNull();
    }

    /// <summary>Passes over the fields that are left, and checks that the list is as long as it said.</summary>
    public readonly void End(ref AmqpReader reader)
    {
        for (int i = 0; i < _left; i++)
        {
            reader.Skip();
        }

        if (reader.Position != _end)
        {
            throw AmqpException.Decode("The fields of a composite value do not fill the size it declares.");
        }
    }

    /// <summary>A field that the specification requires.</summary>
    public static T Required<T>(T? value, string field)
        where T : struct => value ?? throw AmqpException.Decode($"The mandatory field '{field}' is missing.");

    /// <summary>A field that the specification requires.</summary>
    public static T Required<T>(T? value, string field)
        where T : class => value ?? throw AmqpException.Decode($"The mandatory field '{field}' is missing.");
}
