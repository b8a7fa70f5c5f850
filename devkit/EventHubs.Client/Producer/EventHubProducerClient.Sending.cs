using Azure.Messaging.EventHubs.Core.Transport;

namespace Azure.Messaging.EventHubs.Producer;

public partial class EventHubProducerClient
{
    /// <summary>Makes a batch of the size that the service accepts.</summary>
    public virtual ValueTask<EventDataBatch> CreateBatchAsync(CancellationToken cancellationToken = default) => CreateBatchAsync(null, cancellationToken);

    /// <summary>Makes a batch.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A larger size is wanted than the service accepts.</exception>
    /// <exception cref="InvalidOperationException">A partition and a key are given.</exception>
    public virtual async ValueTask<EventDataBatch> CreateBatchAsync(CreateBatchOptions options, CancellationToken cancellationToken = default)
    {
        ThrowIfClosed();
        var copy = options?.Clone() ?? new CreateBatchOptions();
        copy.ThrowIfBothAreSet();
        var batch = await SenderFor(copy.PartitionId).CreateBatchAsync(copy, cancellationToken).ConfigureAwait(false);
        return new EventDataBatch(batch, FullyQualifiedNamespace, EventHubName, copy);
    }

    /// <summary>Sends events together. Without any, nothing happens.</summary>
    public virtual Task SendAsync(IEnumerable<EventData> eventBatch, CancellationToken cancellationToken = default) =>
        SendAsync(eventBatch, null, cancellationToken);

    /// <summary>Sends events together. Without any, nothing happens.</summary>
    /// <exception cref="EventHubsException">The events are too large (<see cref="EventHubsException.FailureReason.MessageSizeExceeded"/>), or the service refused them.</exception>
    /// <exception cref="InvalidOperationException">A partition and a key are given.</exception>
    public virtual async Task SendAsync(IEnumerable<EventData> eventBatch, SendEventOptions options, CancellationToken cancellationToken = default)
    {
        ThrowIfClosed();
        ArgumentNullException.ThrowIfNull(eventBatch);
        var target = options ?? new SendEventOptions();
        target.ThrowIfBothAreSet();
        var events = eventBatch as IReadOnlyCollection<EventData> ?? [.. eventBatch];
        if (events.Count == 0)
        {
            return;
        }

        await SenderFor(target.PartitionId).SendAsync(events, target, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a batch. Without events, nothing happens.</summary>
    /// <exception cref="InvalidOperationException">The batch is already being sent.</exception>
    public virtual async Task SendAsync(EventDataBatch eventBatch, CancellationToken cancellationToken = default)
    {
        ThrowIfClosed();
        ArgumentNullException.ThrowIfNull(eventBatch);
        if (eventBatch.Count == 0)
        {
            return;
        }

        eventBatch.Lock();
        try
        {
            await SenderFor(eventBatch.SendOptions.PartitionId).SendAsync(eventBatch.TransportBatch, eventBatch.SendOptions, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            eventBatch.Unlock();
        }
    }

    private ITransportProducer SenderFor(string partitionId) => _senders.GetOrAdd(
        partitionId ?? string.Empty,
        static (id, client) => new Lazy<ITransportProducer>(
            () => client._connection.Transport.CreateProducer(id.Length == 0 ? null : id, client.Identifier, client._retryPolicy)),
        this).Value;
}
