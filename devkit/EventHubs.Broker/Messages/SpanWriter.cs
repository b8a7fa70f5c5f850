using System.Buffers.Binary;

namespace Devkit.EventHubs.Broker.Messages;

/// <summary>Writes the few AMQP types that the broker puts into stored events, right into the log.</summary>
internal ref struct SpanWriter
{
    private readonly Span<byte> _target;

    public SpanWriter(Span<byte> target)
    {
        _target = target;
    }

    /// <summary>Number of bytes written so far.</summary>
    public int Length { get; private set; }

    public void WriteSymbol(ReadOnlySpan<byte> ascii) => WriteVariable(0xa3, 0xb3, ascii);

    public void WriteString(ReadOnlySpan<byte> utf8) => WriteVariable(0xa1, 0xb1, utf8);

    public void WriteLong(long value) => WriteWide(0x81, value);

    public void WriteTimestamp(long unixMilliseconds) => WriteWide(0x83, unixMilliseconds);

    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_target[Length..]);
        Length += bytes.Length;
    }

    private void WriteWide(byte constructor, long value)
    {
        _target[Length] = constructor;
        BinaryPrimitives.WriteInt64BigEndian(_target[(Length + 1)..], value);
        Length += 9;
    }

    private void WriteVariable(byte small, byte large, ReadOnlySpan<byte> content)
    {
        if (content.Length <= byte.MaxValue)
        {
            _target[Length] = small;
            _target[Length + 1] = (byte)content.Length;
            Length += 2;
        }
        else
        {
            _target[Length] = large;
            BinaryPrimitives.WriteInt32BigEndian(_target[(Length + 1)..], content.Length);
            Length += 5;
        }

        WriteBytes(content);
    }
}
