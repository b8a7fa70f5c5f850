#nullable enable
namespace Azure.Messaging.EventHubs.Core.Transport;

/// <summary>A conversation with one hub; opened when first needed, and again after it was lost.</summary>
internal interface ITransportConnection
{
    bool IsClosed { get; }

    Task<EventHubProperties> GetPropertiesAsync(EventHubsRetryPolicy retryPolicy, CancellationToken cancellationToken);

    Task<PartitionProperties> GetPartitionPropertiesAsync(string partitionId, EventHubsRetryPolicy retryPolicy, CancellationToken cancellationToken);

    ITransportConsumer CreateConsumer(ConsumerSettings settings);

    ITransportProducer CreateProducer(string? partitionId, string identifier, EventHubsRetryPolicy retryPolicy);

    Task CloseAsync(CancellationToken cancellationToken);
}
