#nullable enable
using Azure.Messaging.EventHubs.Producer;

namespace Azure.Messaging.EventHubs.Core.Transport;

/// <summary>A sender to a hub or to one of its partitions; its link is opened by the first use.</summary>
internal interface ITransportProducer
{
    Task SendAsync(IReadOnlyCollection<EventData> events, SendEventOptions options, CancellationToken cancellationToken);

    Task SendAsync(ITransportBatch batch, SendEventOptions options, CancellationToken cancellationToken);

    ValueTask<ITransportBatch> CreateBatchAsync(CreateBatchOptions options, CancellationToken cancellationToken);

    Task CloseAsync(CancellationToken cancellationToken);
}
