using Azure.Messaging.EventHubs.Core.Transport;

namespace Azure.Messaging.EventHubs.Producer;

/// <summary>Events that are sent together, or not at all. Made by <see cref="EventHubProducerClient.CreateBatchAsync(CancellationToken)"/>.</summary>
public sealed class EventDataBatch : IDisposable
{
    private readonly Lock _gate = new();
    private bool _isLocked;

    internal EventDataBatch(ITransportBatch transportBatch, string fullyQualifiedNamespace, string eventHubName, SendEventOptions sendOptions)
    {
        TransportBatch = transportBatch;
        FullyQualifiedNamespace = fullyQualifiedNamespace;
        EventHubName = eventHubName;
        SendOptions = sendOptions;
    }

    /// <summary>How many events the batch holds.</summary>
    public int Count => TransportBatch.Count;

    /// <summary>The largest size, in bytes.</summary>
    public long MaximumSizeInBytes => TransportBatch.MaximumSizeInBytes;

    /// <summary>The size on the wire, in bytes.</summary>
    public long SizeInBytes => TransportBatch.SizeInBytes;

    internal ITransportBatch TransportBatch { get; }

    internal string FullyQualifiedNamespace { get; }

    internal string EventHubName { get; }

    internal SendEventOptions SendOptions { get; }

    /// <summary>Adds an event if it fits; it is encoded at once, so that later changes of it have no effect.</summary>
    /// <returns>Whether it was added.</returns>
    /// <exception cref="InvalidOperationException">The batch is being sent.</exception>
    /// <exception cref="System.Runtime.Serialization.SerializationException">A property of the event has a type that cannot be sent.</exception>
    public bool TryAdd(EventData eventData)
    {
        ArgumentNullException.ThrowIfNull(eventData);
        lock (_gate)
        {
            ThrowIfLocked();
            return TransportBatch.TryAdd(eventData);
        }
    }

    /// <summary>Lets go of the events.</summary>
    /// <exception cref="InvalidOperationException">The batch is being sent.</exception>
    public void Dispose()
    {
        lock (_gate)
        {
            ThrowIfLocked();
            TransportBatch.Dispose();
        }
    }

    internal void Lock()
    {
        lock (_gate)
        {
            ThrowIfLocked();
            _isLocked = true;
        }
    }

    internal void Unlock()
    {
        lock (_gate)
        {
            _isLocked = false;
        }
    }

    private void ThrowIfLocked()
    {
        if (_isLocked)
        {
            throw new InvalidOperationException("The batch is being sent: it cannot be changed, disposed of or sent again until that has ended.");
        }
    }
}
