#nullable enable
using System.Text;
using Azure.Core.Amqp;
using Azure.Messaging.EventHubs.Core.Transport;
using Devkit.Amqp;
using Devkit.Amqp.Messaging;
using Devkit.Amqp.Types;

namespace Azure.Messaging.EventHubs.Amqp.Messages;

/// <summary>An event in the bytes it was received in. What the service wrote is read at the first question, the producer's part when asked for.</summary>
internal sealed class EncodedEvent : ReceivedMessage
{
    private readonly byte[] _encoded;
    private bool _isScanned;
    private int _bodyStart;
    private int _bodyEnd;
    private long _sequenceNumber = long.MinValue;
    private string? _offset;
    private DateTimeOffset _enqueuedTime;
    private string? _partitionKey;

    public EncodedEvent(byte[] encoded) => _encoded = encoded;

    public override long SequenceNumber => Scanned()._sequenceNumber;

    public override string? Offset => Scanned()._offset;

    public override DateTimeOffset EnqueuedTime => Scanned()._enqueuedTime;

    public override string? PartitionKey => Scanned()._partitionKey;

    public override bool TryGetBody(out BinaryData? body)
    {
        Scanned();
        body = null;
        ReadOnlyMemory<byte> first = default;
        try
        {
            var count = 0;
            foreach (var section in MessageSections.EnumerateData(_encoded.AsMemory(_bodyStart.._bodyEnd)))
            {
                first = section;
                if (++count > 1)
                {
                    return false;
                }
            }
        }
        catch (AmqpException)
        {
            // A value or a sequence: the message as a whole knows which.
            return false;
        }

        body = new BinaryData(first);
        return true;
    }

    public override AmqpAnnotatedMessage ToAnnotatedMessage() => MessageDecoder.Decode(_encoded);

    /// <summary>Reads what the service says about the newest event of the partition, if it says anything.</summary>
    public Consumer.LastEnqueuedEventProperties? ReadLastEnqueued() => LastEnqueuedReader.Read(_encoded);

    private EncodedEvent Scanned()
    {
        if (_isScanned)
        {
            return this;
        }

        var sections = MessageSections.Find(_encoded);
        _bodyStart = sections.Body.Start.Value;
        _bodyEnd = sections.Body.End.Value;
        ScanAnnotations(_encoded.AsSpan(sections.MessageAnnotations));
        _isScanned = true;
        return this;
    }

    private void ScanAnnotations(ReadOnlySpan<byte> section)
    {
        if (section.IsEmpty)
        {
            return;
        }

        var reader = new AmqpReader(section);
        reader.ReadDescriptor();
        if (reader.TryReadNull())
        {
            return;
        }

        for (var pairs = reader.ReadMapHeader(out _); pairs > 0; pairs--)
        {
            var name = reader.ReadSymbolBytes();
            if (name.SequenceEqual("x-opt-sequence-number"u8))
            {
                _sequenceNumber = As<long>(reader.ReadValue(), name);
            }
            else if (name.SequenceEqual("x-opt-offset"u8))
            {
                _offset = As<string>(reader.ReadValue(), name);
            }
            else if (name.SequenceEqual("x-opt-enqueued-time"u8))
            {
                _enqueuedTime = reader.ReadValue() switch
                {
                    DateTimeOffset time => time,
                    long ticks => new DateTimeOffset(ticks, TimeSpan.Zero),
                    var other => As<DateTimeOffset>(other, name),
                };
            }
            else if (name.SequenceEqual("x-opt-partition-key"u8))
            {
                _partitionKey = As<string>(reader.ReadValue(), name);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    // Exactly the types that the service sends, as the original insists.
    private static T As<T>(object? value, ReadOnlySpan<byte> name) => value is T expected
        ? expected
        : throw new InvalidCastException($"The annotation '{Encoding.ASCII.GetString(name)}' is a {value?.GetType().Name ?? "null"}, not a {typeof(T).Name}.");
}
