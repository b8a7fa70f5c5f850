#nullable enable
using Azure.Messaging.EventHubs.Core;
using Azure.Messaging.EventHubs.Core.Transport;

namespace Azure.Messaging.EventHubs.Amqp;

/// <summary>The conversation with a hub over AMQP.</summary>
internal sealed class AmqpTransportConnection : ITransportConnection
{
    private readonly ConnectionScope _scope;
    private readonly ManagementClient _management;

    public AmqpTransportConnection(ConnectionTarget target)
    {
        _scope = new ConnectionScope(target);
        _management = new ManagementClient(_scope);
    }

    public bool IsClosed => _scope.IsClosed;

    public Task<EventHubProperties> GetPropertiesAsync(EventHubsRetryPolicy retryPolicy, CancellationToken cancellationToken) =>
        _management.GetPropertiesAsync(retryPolicy, cancellationToken);

    public Task<PartitionProperties> GetPartitionPropertiesAsync(string partitionId, EventHubsRetryPolicy retryPolicy, CancellationToken cancellationToken) =>
        _management.GetPartitionPropertiesAsync(partitionId, retryPolicy, cancellationToken);

    public ITransportConsumer CreateConsumer(ConsumerSettings settings) => new AmqpTransportConsumer(_scope, settings, new Random());

    public ITransportProducer CreateProducer(string? partitionId, string identifier, EventHubsRetryPolicy retryPolicy) =>
        new AmqpTransportProducer(_scope, partitionId, identifier, retryPolicy);

    public Task CloseAsync(CancellationToken cancellationToken) => _scope.CloseAsync(cancellationToken);
}
