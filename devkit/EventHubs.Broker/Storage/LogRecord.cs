using System.Buffers.Binary;
using System.Numerics;

namespace Devkit.EventHubs.Broker.Storage;

/// <summary>
/// One event as it lies in a segment, in memory and on disk alike: length, checksum, sequence number, enqueued time and
/// length of the message's header section, all little-endian, then the message as it is delivered.
/// </summary>
internal readonly struct LogRecord
{
    /// <summary>Bytes in front of the message.</summary>
    public const int PrefixLength = 28;

    private const int ChecksumAt = 4;
    private const int SequenceNumberAt = 8;
    private const int EnqueuedTimeAt = 16;
    private const int HeaderLengthAt = 24;

    private LogRecord(ReadOnlyMemory<byte> record)
    {
        ReadOnlySpan<byte> span = record.Span;
        SequenceNumber = BinaryPrimitives.ReadInt64LittleEndian(span[SequenceNumberAt..]);
        EnqueuedTime = BinaryPrimitives.ReadInt64LittleEndian(span[EnqueuedTimeAt..]);
        HeaderLength = BinaryPrimitives.ReadInt32LittleEndian(span[HeaderLengthAt..]);
        Message = record[PrefixLength..];
    }

    public long SequenceNumber { get; }

    /// <summary>Milliseconds since the Unix epoch.</summary>
    public long EnqueuedTime { get; }

    /// <summary>Length of the header section with which the message begins; delivery annotations go behind it.</summary>
    public int HeaderLength { get; }

    /// <summary>The sections as they are delivered, the broker's annotations included.</summary>
    public ReadOnlyMemory<byte> Message { get; }

    /// <summary>Reads a record that <see cref="Seal"/> completed.</summary>
    public static LogRecord Read(ReadOnlyMemory<byte> record) => new(record);

    /// <summary>Reads the enqueued time alone.</summary>
    public static long ReadEnqueuedTime(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadInt64LittleEndian(record[EnqueuedTimeAt..]);

    /// <summary>Completes a record whose message is in place.</summary>
    /// <param name="record">Prefix and message.</param>
    /// <param name="sequenceNumber">The event's sequence number.</param>
    /// <param name="enqueuedTime">Milliseconds since the Unix epoch.</param>
    /// <param name="headerLength">Length of the message's header section.</param>
    /// <param name="withChecksum">Whether the record goes to disk.</param>
    public static void Seal(Span<byte> record, long sequenceNumber, long enqueuedTime, int headerLength, bool withChecksum)
    {
        BinaryPrimitives.WriteInt32LittleEndian(record, record.Length);
        BinaryPrimitives.WriteInt64LittleEndian(record[SequenceNumberAt..], sequenceNumber);
        BinaryPrimitives.WriteInt64LittleEndian(record[EnqueuedTimeAt..], enqueuedTime);
        BinaryPrimitives.WriteInt32LittleEndian(record[HeaderLengthAt..], headerLength);
        BinaryPrimitives.WriteUInt32LittleEndian(record[ChecksumAt..], withChecksum ? Checksum(record) : 0);
    }

    /// <summary>Length of the sound record with which the bytes begin, or zero where they are torn.</summary>
    public static int MeasureSound(ReadOnlySpan<byte> bytes, long expectedSequenceNumber)
    {
        if (bytes.Length < PrefixLength)
        {
            return 0;
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        bool isSound = length >= PrefixLength
            && length <= bytes.Length
            && BinaryPrimitives.ReadInt64LittleEndian(bytes[SequenceNumberAt..]) == expectedSequenceNumber
            && BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumAt..]) == Checksum(bytes[..length]);
        return isSound ? length : 0;
    }

    private static uint Checksum(ReadOnlySpan<byte> record)
    {
        uint checksum = (uint)record.Length;
        ReadOnlySpan<byte> rest = record[SequenceNumberAt..];
        for (; rest.Length >= sizeof(ulong); rest = rest[sizeof(ulong)..])
        {
            checksum = BitOperations.Crc32C(checksum, BinaryPrimitives.ReadUInt64LittleEndian(rest));
        }

        foreach (byte value in rest)
        {
            checksum = BitOperations.Crc32C(checksum, value);
        }

        return checksum;
    }
}
