#nullable enable
using System.Collections.Concurrent;
using System.Globalization;
using Devkit.Amqp;
using Devkit.Amqp.Connections;
using Devkit.Amqp.Messaging;
using Devkit.Amqp.Types;

namespace Azure.Messaging.EventHubs.Amqp;

/// <summary>A pair of links to a node that answers requests.</summary>
internal sealed class RequestLink
{
    private const uint ReplyCredit = 50;

    private readonly ConcurrentDictionary<string, TaskCompletionSource<AmqpMessage>> _pending = new(StringComparer.Ordinal);
    private readonly string _replyTo = Guid.NewGuid().ToString("N");
    private AmqpSender? _sender;
    private AmqpReceiver? _receiver;
    private long _lastRequest;

    private RequestLink()
    {
    }

    public bool IsOpen => _sender is { IsOpen: true } && _receiver is { IsOpen: true };

    public static async Task<RequestLink> OpenAsync(AmqpConnection connection, string node, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var link = new RequestLink();
        var session = await connection.BeginSessionAsync(null, cancellationToken).ConfigureAwait(false);
        try
        {
            await link.AttachAsync(session, node, timeout, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await Closing.CloseAsync(session).ConfigureAwait(false);
            throw;
        }

        return link;
    }

    /// <summary>Sends a request and waits for the reply.</summary>
    /// <exception cref="AmqpException">The links came to their end before.</exception>
    public async Task<AmqpMessage> RequestAsync(AmqpMap applicationProperties, AmqpMessage body, CancellationToken cancellationToken)
    {
        var id = "request" + Interlocked.Increment(ref _lastRequest).ToString(CultureInfo.InvariantCulture);
        var reply = new TaskCompletionSource<AmqpMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        body.Properties = new MessageProperties { MessageId = id, ReplyTo = _replyTo };
        body.ApplicationProperties = applicationProperties;
        _pending[id] = reply;
        try
        {
            await _sender!.SendSettledAsync(new OutgoingMessage(body.ToArray()), cancellationToken).ConfigureAwait(false);

            // The links may have ended before the request was noted, and then nobody fails it.
            var ended = await Task.WhenAny(reply.Task, _sender.Closed, _receiver!.Closed).WaitAsync(cancellationToken).ConfigureAwait(false);
            if (ended != reply.Task)
            {
                throw await ((Task<AmqpException?>)ended).ConfigureAwait(false)
                    ?? new AmqpException(AmqpErrorScope.Link, ErrorCondition.DetachForced, "The link was closed before the reply came");
            }

            return await reply.Task.ConfigureAwait(false);
        }
        finally
        {
            _pending.TryRemove(id, out _);
        }
    }

    private async Task AttachAsync(AmqpSession session, string node, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var properties = new AmqpMap { [AmqpSymbol.FromString(AmqpNames.Timeout)] = (uint)timeout.TotalMilliseconds };
        _sender = await session.AttachSenderAsync(
            new SenderOptions
            {
                Name = $"duplex{_replyTo}:sender",
                Source = new AmqpSource { Address = _replyTo },
                Target = new AmqpTarget { Address = node },
                SettleMode = SettleMode.Settled,
                Properties = properties,
            },
            cancellationToken).ConfigureAwait(false);
        _receiver = await session.AttachReceiverAsync(
            new ReceiverOptions
            {
                Name = $"duplex{_replyTo}:receiver",
                Source = new AmqpSource { Address = node },
                Target = new AmqpTarget { Address = _replyTo },
                SettleMode = SettleMode.Settled,
                Properties = properties,
                InitialCredit = ReplyCredit,
                OnDelivery = Deliver,
            },
            cancellationToken).ConfigureAwait(false);
    }

    private void Deliver(AmqpReceiver receiver, scoped in AmqpDelivery delivery)
    {
        if (!delivery.IsSettled)
        {
            receiver.Settle(delivery.Id, DeliveryState.Accepted);
        }

        receiver.AddCredit(1);
        var message = AmqpMessage.Decode(delivery.Payload.ToArray());
        if (message.Properties?.CorrelationId is string id && _pending.TryGetValue(id, out var reply))
        {
            reply.TrySetResult(message);
        }
    }
}
