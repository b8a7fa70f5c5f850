using System.Reflection;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Primitives;
using Checkpointing.Processor;

namespace Processor.Tests.Support;

/// <summary>Plays the SDK's side of a sealed <see cref="EventHubsProcessor"/>: with bound delegates, which cost nothing per call.</summary>
internal sealed class SdkSide
{
    private readonly EventHubsProcessor _processor;
    private readonly Func<IEnumerable<EventProcessorPartitionOwnership>, CancellationToken, Task<IEnumerable<EventProcessorPartitionOwnership>>> _claim;
    private readonly Func<EventProcessorPartition, CancellationToken, Task> _initialize;
    private readonly Func<IEnumerable<EventData>, EventProcessorPartition, CancellationToken, Task> _deliver;

    public SdkSide(EventHubsProcessor processor)
    {
        _processor = processor;
        _claim = Bind<Func<IEnumerable<EventProcessorPartitionOwnership>, CancellationToken, Task<IEnumerable<EventProcessorPartitionOwnership>>>>("ClaimOwnershipAsync");
        _initialize = Bind<Func<EventProcessorPartition, CancellationToken, Task>>("OnInitializingPartitionAsync");
        _deliver = Bind<Func<IEnumerable<EventData>, EventProcessorPartition, CancellationToken, Task>>("OnProcessingEventBatchAsync");
    }

    /// <summary>Claims a partition that nobody has claimed before, and starts it.</summary>
    public async Task<EventProcessorPartition> StartAsync(string partitionId)
    {
        var wish = new EventProcessorPartitionOwnership
        {
            FullyQualifiedNamespace = _processor.FullyQualifiedNamespace,
            EventHubName = _processor.EventHubName,
            ConsumerGroup = _processor.ConsumerGroup,
            PartitionId = partitionId,
            OwnerIdentifier = _processor.Identifier,
        };
        (await _claim([wish], TestContext.Current.CancellationToken)).Count().ShouldBe(1);
        var partition = new TestPartition(partitionId);
        await _initialize(partition, TestContext.Current.CancellationToken);
        return partition;
    }

    public Task DeliverAsync(EventProcessorPartition partition, EventData[] events) => _deliver(events, partition, CancellationToken.None);

    private TDelegate Bind<TDelegate>(string name)
        where TDelegate : Delegate => typeof(EventHubsProcessor).GetMethod(name, BindingFlags.Instance | BindingFlags.NonPublic)!.CreateDelegate<TDelegate>(_processor);
}
