using Devkit.Amqp.Types;
using Devkit.EventHubs.Broker.Hubs;
using Devkit.EventHubs.Broker.Storage;

namespace Devkit.EventHubs.Broker.Receivers;

/// <summary>What a consumer that asks for it learns with every event: the newest event of the partition, as delivery annotations.</summary>
internal sealed class RuntimeMetric : IDisposable
{
    private const ulong DeliveryAnnotationsSection = 0x71;

    private readonly Partition _partition;
    private readonly TimeProvider _time;
    private readonly AmqpWriter _annotations = new();
    private readonly AmqpWriter _withHeader = new();

    public RuntimeMetric(Partition partition, TimeProvider time)
    {
        _partition = partition;
        _time = time;
    }

    /// <summary>Looks at the partition anew.</summary>
    public void Refresh()
    {
        LogState state = _partition.Log.GetState();
        _annotations.Clear();
        _annotations.WriteDescriptor(DeliveryAnnotationsSection);
        int map = _annotations.BeginMap();
        _annotations.WriteSymbol("last_enqueued_sequence_number"u8);
        _annotations.WriteLong(state.LastSequenceNumber);
        _annotations.WriteSymbol("last_enqueued_offset"u8);
        _annotations.WriteString(_partition.Offsets.Format(state.LastOffset));
        _annotations.WriteSymbol("last_enqueued_time_utc"u8);
        _annotations.WriteTimestamp(state.LastEnqueuedTime);
        _annotations.WriteSymbol("runtime_info_retrieval_time_utc"u8);
        _annotations.WriteTimestamp(_time.GetUtcNow());
        _annotations.EndMap(map, 4);
    }

    /// <summary>What goes in front of an event: its header, then the delivery annotations. Valid until the next call.</summary>
    public ReadOnlyMemory<byte> Precede(in LogRecord record)
    {
        if (record.HeaderLength == 0)
        {
            return _annotations.WrittenMemory;
        }

        _withHeader.Clear();
        _withHeader.WriteRaw(record.Message.Span[..record.HeaderLength]);
        _withHeader.WriteRaw(_annotations.WrittenSpan);
        return _withHeader.WrittenMemory;
    }

    public void Dispose()
    {
        _annotations.Dispose();
        _withHeader.Dispose();
    }
}
