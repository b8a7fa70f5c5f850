using System.Runtime.InteropServices;
using Devkit.EventHubs.Broker.Messages;

namespace Devkit.EventHubs.Broker.Storage;

/// <summary>Writes messages into a segment, in the form in which they will be delivered. Not thread-safe.</summary>
internal sealed class RecordWriter
{
    private readonly OffsetText _offsets;
    private readonly bool _withChecksum;
    private readonly List<int> _lengths = [];

    public RecordWriter(OffsetText offsets, bool withChecksum)
    {
        _offsets = offsets;
        _withChecksum = withChecksum;
    }

    /// <summary>Bytes that a message takes at most.</summary>
    public static int MaximumLength(in IncomingMessage message) =>
        LogRecord.PrefixLength + BrokerAnnotations.MaximumLength + message.Header.Length + message.Annotations.Length
        + message.PartitionKey.Length + message.Content.Length;

    /// <summary>Appends as many messages as the segment has room for, with one write where it has a file.</summary>
    /// <returns>Number of messages appended.</returns>
    public int Append(Segment segment, ReadOnlySpan<IncomingMessage> messages, long enqueuedTime)
    {
        int position = segment.Length;
        long sequenceNumber = segment.NextSequenceNumber;
        _lengths.Clear();
        foreach (ref readonly IncomingMessage message in messages)
        {
            Span<byte> room = segment.Buffer.AsSpan(position);
            if (room.Length < MaximumLength(message))
            {
                break;
            }

            int length = Write(room, message, sequenceNumber++, segment.BaseOffset + position, enqueuedTime);
            _lengths.Add(length);
            position += length;
        }

        segment.Commit(CollectionsMarshal.AsSpan(_lengths));
        return _lengths.Count;
    }

    private int Write(Span<byte> room, in IncomingMessage message, long sequenceNumber, long offset, long enqueuedTime)
    {
        Span<byte> text = stackalloc byte[OffsetText.MaximumLength];
        int textLength = _offsets.Format(offset, text);
        Span<byte> target = room[LogRecord.PrefixLength..];
        message.Header.Span.CopyTo(target);
        int length = message.Header.Length;
        length += BrokerAnnotations.Write(target[length..], message, sequenceNumber, text[..textLength], enqueuedTime);
        message.Content.Span.CopyTo(target[length..]);
        length += message.Content.Length + LogRecord.PrefixLength;
        LogRecord.Seal(room[..length], sequenceNumber, enqueuedTime, message.Header.Length, _withChecksum);
        return length;
    }
}
