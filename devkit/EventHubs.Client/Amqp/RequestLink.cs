#nullable enable
using System.Collections.Concurrent;
using System.Diagnostics;
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

    // Opening the link takes its part of an attempt's time, so the wait for the reply is always a little shorter.
    private const double SilentShare = 0.5;

    private readonly ConcurrentDictionary<string, TaskCompletionSource<AmqpMessage>> _pending = new(StringComparer.Ordinal);
    private readonly string _replyTo = Guid.NewGuid().ToString("N");
    private AmqpSender? _sender;
    private AmqpReceiver? _receiver;
    private long _lastRequest;
    private volatile bool _isSilent;

    private RequestLink()
    {
    }

    /// <summary>Whether requests can be sent. A link on which one stayed without an answer for too long counts as lost.</summary>
    public bool IsOpen => !_isSilent && _sender is { IsOpen: true } && _receiver is { IsOpen: true };

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
    /// <param name="applicationProperties">What is asked for.</param>
    /// <param name="body">What goes with it.</param>
    /// <param name="timeout">After how long without a reply the link counts as lost, so that the next attempt opens another one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<AmqpMessage> RequestAsync(AmqpMap applicationProperties, AmqpMessage body, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
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
        catch (OperationCanceledException) when (Stopwatch.GetElapsedTime(started) >= timeout * SilentShare)
        {
            _isSilent = true;
            _ = Closing.CloseAsync(_sender!, CancellationToken.None);
            throw;
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
