namespace Azure.Messaging.EventHubs.Core.Transport;

/// <summary>What a batch holds, in the form that its transport sends.</summary>
internal interface ITransportBatch : IDisposable
{
    int Count { get; }

    long MaximumSizeInBytes { get; }

    long SizeInBytes { get; }

    bool TryAdd(EventData eventData);
}
