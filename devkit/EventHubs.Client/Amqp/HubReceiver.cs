#nullable enable
using Azure.Messaging.EventHubs.Amqp.Messages;
using Devkit.Amqp;
using Devkit.Amqp.Connections;
using Devkit.Amqp.Messaging;

namespace Azure.Messaging.EventHubs.Amqp;

/// <summary>A receiving link while it lasts: takes events off the connection's reader and keeps them until somebody asks.</summary>
internal sealed class HubReceiver
{
    /// <summary>The largest message taken, in bytes: more than any tier of the service lets through.</summary>
    public const int LargestMessage = 32 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly Queue<EncodedEvent> _arrived = new();
    private readonly PrefetchWindow _window;
    private TaskCompletionSource? _waiting;
    private AmqpReceiver? _link;

    public HubReceiver(PrefetchWindow window) => _window = window;

    /// <summary>Whether the link has come to its end. Events that arrived before may still be there.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>What ended the link, or null.</summary>
    public AmqpException? End { get; private set; }

    /// <summary>Makes the object the handler of a link; to be called once, right after the attach.</summary>
    public async Task WatchAsync(AmqpReceiver link)
    {
        _link = link;
        var end = await link.Closed.ConfigureAwait(false);
        lock (_gate)
        {
            End = end;
            HasEnded = true;
            Wake();
        }
    }

    public void Deliver(AmqpReceiver link, scoped in AmqpDelivery delivery)
    {
        // The one copy: the memory of the delivery belongs to the connection.
        var arrived = new EncodedEvent(delivery.Payload.ToArray());
        if (!delivery.IsSettled)
        {
            link.Settle(delivery.Id, DeliveryState.Accepted);
        }

        lock (_gate)
        {
            _arrived.Enqueue(arrived);
            _window.Arrived(delivery.Payload.Length);
            Wake();
        }
    }

    /// <summary>Takes what is there, without waiting; null when nothing is.</summary>
    public List<EventData>? TryTake(int maximumCount)
    {
        lock (_gate)
        {
            return _arrived.Count > 0 ? Drain(maximumCount) : null;
        }
    }

    /// <summary>Takes what is there, or waits for a first event; null when the time passed or the link ended.</summary>
    public async Task<List<EventData>?> TakeAsync(int maximumCount, TimeSpan maximumWaitTime, CancellationToken cancellationToken)
    {
        Task arrival;
        lock (_gate)
        {
            if (_arrived.Count > 0)
            {
                return Drain(maximumCount);
            }

            if (HasEnded)
            {
                return null;
            }

            _link!.AddCredit(_window.CreditForWait(maximumCount, _link.Credit));
            _waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            arrival = _waiting.Task;
        }

        await arrival.WaitAsync(maximumWaitTime, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        RetryRunner.ThrowIfCancelled(cancellationToken);
        return TryTake(maximumCount);
    }

    public Task CloseAsync(CancellationToken cancellationToken) => Closing.CloseAsync(_link!, cancellationToken);

    private List<EventData> Drain(int maximumCount)
    {
        var count = Math.Min(maximumCount, _arrived.Count);
        var events = new List<EventData>(count);
        while (events.Count < count)
        {
            events.Add(new EventData(_arrived.Dequeue()));
        }

        if (!HasEnded && _window.Taken(count) is > 0 and var credit)
        {
            _link!.AddCredit(credit);
        }

        return events;
    }

    private void Wake()
    {
        _waiting?.TrySetResult();
        _waiting = null;
    }
}
