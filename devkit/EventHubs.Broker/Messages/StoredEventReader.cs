using Devkit.Amqp.Messaging;
using Devkit.Amqp.Types;
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
        byte[] encoded = record.Message.ToArray();
        AmqpMessage message = AmqpMessage.Decode(encoded);
        return new StoredEvent(partition.Id, record.SequenceNumber, partition.Offsets.Format(offset), DateTimeOffset.FromUnixTimeMilliseconds(record.EnqueuedTime))
        {
            PartitionKey = message.MessageAnnotations?[new AmqpSymbol("x-opt-partition-key")] as string,
            Body = message.Data is [var only] ? only : message.Data.SelectMany(part => part.ToArray()).ToArray(),
            Properties = (message.ApplicationProperties ?? []).ToDictionary(item => (string)item.Key, item => item.Value, StringComparer.Ordinal),
            Message = encoded,
        };
    }
}
