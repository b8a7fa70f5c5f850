using System.Buffers;
using System.Buffers.Binary;

namespace Devkit.Amqp.Framing;

/// <summary>The frames that everything travels in (part 2, section 2.3).</summary>
internal static class Frame
{
    public const int HeaderSize = 8;

    /// <summary>No peer may demand smaller frames (part 2, section 2.4.1), and SASL has only these (part 5, section 5.3.1).</summary>
    public const int MinMaxFrameSize = 512;

    public const byte AmqpType = 0;

    public const byte SaslType = 1;

    /// <summary>Writes a frame header without extension.</summary>
    public static void WriteHeader(Span<byte> destination, int frameSize, byte type, ushort channel)
    {
        BinaryPrimitives.WriteInt32BigEndian(destination, frameSize);
        destination[4] = 2;
        destination[5] = type;
        BinaryPrimitives.WriteUInt16BigEndian(destination[6..], channel);
    }

    /// <summary>Cuts the first frame off what was received, if it is all there.</summary>
    /// <exception cref="AmqpException">It is larger than agreed, or smaller than its own header.</exception>
    public static bool TryCut(ref ReadOnlySequence<byte> received, uint maxFrameSize, out ReadOnlySequence<byte> frame)
    {
        frame = default;
        if (received.Length < 4)
        {
            return false;
        }

        Span<byte> copy = stackalloc byte[4];
        received.Slice(0, 4).CopyTo(copy);
        uint size = BinaryPrimitives.ReadUInt32BigEndian(copy);
        if (size < HeaderSize || size > maxFrameSize)
        {
            throw AmqpException.Connection(ErrorCondition.FramingError, $"A frame of {size} bytes; {HeaderSize} to {maxFrameSize} are allowed.");
        }

        if (received.Length < size)
        {
            return false;
        }

        frame = received.Slice(0, size);
        received = received.Slice(size);
        return true;
    }

    /// <summary>What is behind the header and its extension.</summary>
    /// <exception cref="AmqpException">The data offset is not in the frame, or the frame is of another type.</exception>
    public static ReadOnlyMemory<byte> Body(ReadOnlyMemory<byte> frame, byte type, out ushort channel)
    {
        ReadOnlySpan<byte> header = frame.Span;
        int offset = 4 * header[4];
        if (offset < HeaderSize || offset > frame.Length)
        {
            throw AmqpException.Connection(ErrorCondition.FramingError, $"The data offset {header[4]} is not in the frame.");
        }

        if (header[5] != type)
        {
            throw AmqpException.Connection(ErrorCondition.FramingError, $"A frame of type {header[5]} where {type} belongs.");
        }

        channel = BinaryPrimitives.ReadUInt16BigEndian(header[6..]);
        return frame[offset..];
    }
}
