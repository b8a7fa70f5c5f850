using System.Collections.Concurrent;
using Devkit.Amqp.Connections;
using Devkit.Amqp.Framing;
using Devkit.Amqp.Messaging;
using Devkit.Amqp.Types;

namespace Devkit.EventHubs.Client.Tests.Wire;

/// <summary>A server that writes down what a client says, and answers just enough of it.</summary>
internal sealed class RecordingHost : IAmqpHost
{
    private readonly ConcurrentDictionary<string, AmqpSender> _replies = new(StringComparer.Ordinal);
    private int _silences;

    public ConcurrentQueue<Open> Opens { get; } = [];

    public ConcurrentQueue<Attach> Attaches { get; } = [];

    public ConcurrentQueue<AmqpMessage> Requests { get; } = [];

    public ConcurrentQueue<(uint Format, byte[] Message)> Sent { get; } = [];

    /// <summary>What a request is answered with, beside its correlation: properties and the value of the body.</summary>
    public Func<AmqpMessage, (AmqpMap Properties, object? Value)> Answer { get; set; } =
        request => (new AmqpMap { ["status-code"] = 202, ["status-description"] = "Accepted" }, null);

    /// <summary>How many of the next requests stay without an answer.</summary>
    public int Silences
    {
        get => Volatile.Read(ref _silences);
        set => Volatile.Write(ref _silences, value);
    }

    public ulong MaxMessageSize { get; set; } = 1 << 20;

    public Attach LinkTo(string address) => Attaches.Single(attach => attach.Source?.Address == address || attach.Target?.Address == address);

    public void OnConnection(AmqpConnection connection) => Opens.Enqueue(connection.RemoteOpen);

    public void OnAttach(AttachRequest request)
    {
        Attaches.Enqueue(request.Attach);
        var source = request.Attach.Source?.Address;
        if (source is "$cbs" or "$management")
        {
            _replies[request.Attach.Target!.Address!] = request.AcceptSender(new SenderOptions());
        }
        else if (request.Attach.IsReceiver)
        {
            request.AcceptSender(new SenderOptions());
        }
        else
        {
            var isRequest = request.Attach.Target?.Address is "$cbs" or "$management";
            request.AcceptReceiver(new ReceiverOptions { InitialCredit = 100, MaxMessageSize = (int)MaxMessageSize, OnDelivery = isRequest ? OnRequest : OnEvent });
        }
    }

    private void OnEvent(AmqpReceiver link, scoped in AmqpDelivery delivery)
    {
        Sent.Enqueue((delivery.MessageFormat, delivery.Payload.ToArray()));
        link.Settle(delivery.Id, DeliveryState.Accepted);
        link.AddCredit(1);
    }

    private void OnRequest(AmqpReceiver link, scoped in AmqpDelivery delivery)
    {
        var request = AmqpMessage.Decode(delivery.Payload.ToArray());
        Requests.Enqueue(request);
        link.AddCredit(1);
        if (Interlocked.Decrement(ref _silences) >= 0)
        {
            return;
        }

        var (properties, value) = Answer(request);
        var reply = AmqpMessage.FromValue(value);
        reply.Properties = new MessageProperties { CorrelationId = request.Properties!.MessageId };
        reply.ApplicationProperties = properties;
        _ = _replies[request.Properties.ReplyTo!].SendSettledAsync(new OutgoingMessage(reply.ToArray())).AsTask();
    }
}
