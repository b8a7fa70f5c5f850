using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Checkpointing.Processor.Hosting;

namespace Checkpointing.Processor.Telemetry;

/// <summary>Asks a hub how far its partitions reach. It connects for each question: between two of them nothing is held open, and nothing is left to be closed.</summary>
internal sealed class HubReader
{
    private readonly EventHubsProcessorOptions _options;

    public HubReader(EventHubsProcessorOptions options) => _options = options;

    /// <summary>The partitions of the hub, and the group as the store names it.</summary>
    /// <exception cref="EventHubsException">The hub does not answer.</exception>
    public async Task<(ConsumerGroup Group, PartitionProperties[] Partitions)> ReadAsync(Func<ConsumerGroup, Task> before, CancellationToken cancellationToken)
    {
        EventHubConsumerClient client = Connect();
        await using (client.ConfigureAwait(false))
        {
            var group = new ConsumerGroup(client.FullyQualifiedNamespace, client.EventHubName, client.ConsumerGroup);

            // Checkpoints first: read the other way round, a busy partition's checkpoint could stand beyond what the hub was asked for before.
            await before(group).ConfigureAwait(false);
            string[] partitionIds = await client.GetPartitionIdsAsync(cancellationToken).ConfigureAwait(false);
            PartitionProperties[] partitions = await Task.WhenAll(
                partitionIds.Select(partitionId => client.GetPartitionPropertiesAsync(partitionId, cancellationToken))).ConfigureAwait(false);
            return (group, partitions);
        }
    }

    private EventHubConsumerClient Connect()
    {
        var options = new EventHubConsumerClientOptions { RetryOptions = _options.RetryOptions };
        return (_options.ConnectionString, _options.EventHubName) switch
        {
            ({ Length: > 0 } text, { Length: > 0 } hub) => new EventHubConsumerClient(_options.ConsumerGroup, text, hub, options),
            ({ Length: > 0 } text, _) => new EventHubConsumerClient(_options.ConsumerGroup, text, options),
            _ => new EventHubConsumerClient(
                _options.ConsumerGroup, _options.FullyQualifiedNamespace!, _options.EventHubName!, _options.Credential ?? new Azure.Identity.DefaultAzureCredential(), options),
        };
    }
}
