using Devkit.EventHubs.Broker.Hubs;
using Devkit.EventHubs.Broker.Storage;

namespace Devkit.EventHubs.Broker.Messages;

/// <summary>Decodes stored events for whoever looks into the log.</summary>
internal static class StoredEventReader
{
    public static IReadOnlyList<StoredEvent> Read(Partition partition, long fromSequenceNumber, int maximumCount)
    {
        List<StoredEvent> events = [];
        long next = fromSequenceNumber;
        while (events.Count < maximumCount && partition.Log.TryLease(next, out LogLease lease))
        {
            using (lease)
            {
                for (next = lease.First; next < lease.End && events.Count < maximumCount; next++)
                {
                    events.Add(Decode(partition, lease[next], lease.OffsetOf(next)));
                }
            }
        }

        return events;
    }

    private static StoredEvent Decode(Partition partition, in LogRecord record, long offset)
    {
        // A copy: the segment's buffer is used again when retention has passed it.
        ReadOnlyMemory<byte> message = record.Message.ToArray();
        var sections = new SectionReader(message.Span);
        ReadOnlyMemory<byte> body = default;
        while (sections.Read())
        {
            if (sections.Code == SectionCode.Data)
            {
                body = body.IsEmpty ? message[sections.ReadBinary()] : (byte[])[.. body.Span, .. message.Span[sections.ReadBinary()]];
            }
        }

        return new StoredEvent(partition.Id, record.SequenceNumber, partition.Offsets.Format(offset), DateTimeOffset.FromUnixTimeMilliseconds(record.EnqueuedTime))
        {
            PartitionKey = IncomingMessage.Parse(message).PartitionKeyText,
            Body = body,
            Properties = new Dictionary<string, object?>(StringComparer.Ordinal),
            Message = message,
        };
    }
}
