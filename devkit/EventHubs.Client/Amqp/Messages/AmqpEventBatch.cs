#nullable enable
using Azure.Messaging.EventHubs.Core.Transport;
using Devkit.Amqp.Connections;
using Devkit.Amqp.Types;

namespace Azure.Messaging.EventHubs.Amqp.Messages;

/// <summary>Events in the form in which several of them travel as one message: each encoded as a data section of an envelope.</summary>
internal sealed class AmqpEventBatch : ITransportBatch
{
    /// <summary>The message format that tells the service of an envelope.</summary>
    public const uint BatchFormat = 0x80013700;

    private const ulong DataDescriptor = 0x75;
    private const int ShortSectionOverhead = 5;
    private const int LongSectionOverhead = 8;

    private readonly AmqpWriter _envelope = new(4096);
    private readonly AmqpWriter _event = new(1024);
    private readonly string? _partitionKey;
    private readonly int _headLength;
    private int _firstLength;

    public AmqpEventBatch(long maximumSizeInBytes, string? partitionKey)
    {
        MaximumSizeInBytes = maximumSizeInBytes;
        _partitionKey = partitionKey;
        EventEncoder.EncodeEnvelope(_envelope, partitionKey);
        _headLength = _envelope.Length;
    }

    public int Count { get; private set; }

    public long MaximumSizeInBytes { get; }

    public long SizeInBytes => _envelope.Length;

    public bool TryAdd(EventData eventData)
    {
        _event.Clear();
        EventEncoder.Encode(_event, eventData, _partitionKey);
        var overhead = _event.Length <= byte.MaxValue ? ShortSectionOverhead : LongSectionOverhead;
        if (SizeInBytes + _event.Length + overhead > MaximumSizeInBytes)
        {
            return false;
        }

        _envelope.WriteDescriptor(DataDescriptor);
        _envelope.WriteBinary(_event.WrittenSpan);
        if (++Count == 1)
        {
            _firstLength = _event.Length;
        }

        return true;
    }

    /// <summary>The message to send; a single event goes without an envelope. Valid until the batch changes.</summary>
    public OutgoingMessage ToMessage() => Count == 1
        ? new OutgoingMessage(default, _envelope.WrittenMemory[^_firstLength..])
        : new OutgoingMessage(default, _envelope.WrittenMemory, BatchFormat);

    public void Dispose()
    {
        _envelope.Truncate(Math.Min(_headLength, _envelope.Length));
        Count = 0;
        _envelope.Dispose();
        _event.Dispose();
    }
}
