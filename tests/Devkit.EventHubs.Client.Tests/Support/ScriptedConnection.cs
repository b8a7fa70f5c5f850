using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Core.Transport;

namespace Devkit.EventHubs.Client.Tests.Support;

/// <summary>A connection to a <see cref="ScriptedHub"/>.</summary>
internal sealed class ScriptedConnection : ITransportConnection
{
    private readonly ScriptedHub _hub;

    public ScriptedConnection(ScriptedHub hub) => _hub = hub;

    public bool IsClosed { get; private set; }

    public Task<EventHubProperties> GetPropertiesAsync(EventHubsRetryPolicy retryPolicy, CancellationToken cancellationToken) =>
        _hub.PropertiesFailure?.Invoke() is { } failure
            ? Task.FromException<EventHubProperties>(failure)
            : Task.FromResult(EventHubsModelFactory.EventHubProperties(ScriptedHub.Name, DateTimeOffset.UnixEpoch, _hub.PartitionIds, false));

    public Task<PartitionProperties> GetPartitionPropertiesAsync(string partitionId, EventHubsRetryPolicy retryPolicy, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ITransportConsumer CreateConsumer(ConsumerSettings settings)
    {
        _hub.Opened.Enqueue(settings);
        return new ScriptedConsumer(_hub, settings);
    }

    public ITransportProducer CreateProducer(string? partitionId, string identifier, EventHubsRetryPolicy retryPolicy) =>
        throw new NotSupportedException();

    public Task CloseAsync(CancellationToken cancellationToken)
    {
        IsClosed = true;
        return Task.CompletedTask;
    }
}
