using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Processor;
using Checkpointing;
using Checkpointing.Conformance;
using Checkpointing.Processor;
using Checkpointing.Processor.Handling;

namespace Processor.Tests.Support;

/// <summary>A processor whose SDK side a test plays: it calls the protected members in the order in which the SDK does.</summary>
internal sealed class TestProcessor : CheckpointingProcessor<TestPartition>
{
    public const string ConnectionString =
        "Endpoint=sb://test.servicebus.windows.net;SharedAccessKeyName=k;SharedAccessKey=c2VjcmV0;EntityPath=Orders";

    public static readonly ConsumerGroup TheGroup = new("test.servicebus.windows.net", "orders", "$default");

    private readonly CheckpointingProcessorOptions _options;

    public TestProcessor(ICheckpointStore store, CheckpointingProcessorOptions? options = null)
        : base(store, 100, "$Default", ConnectionString, options ??= new CheckpointingProcessorOptions()) => _options = options;

    public Func<IReadOnlyList<EventData>, ProcessingContext, CancellationToken, Task> Handler { get; set; } = (_, _, _) => Task.CompletedTask;

    public Func<ProcessingContext, ProcessingStoppedReason, Task> Stopped { get; set; } = (_, _) => Task.CompletedTask;

    public bool IsTracedBySdk => EnableBatchTracing;

    public List<Exception> Errors { get; } = [];

    public async Task<EventProcessorPartitionOwnership[]> ClaimAsync(IEnumerable<EventProcessorPartitionOwnership> desired, CancellationToken cancellationToken = default) =>
        [.. await ClaimOwnershipAsync(desired, cancellationToken)];

    /// <summary>Claims partitions that nobody has claimed before, as the balancer does: with the version that the list shows.</summary>
    public async Task<EventProcessorPartitionOwnership[]> ClaimNewAsync(params string[] partitionIds)
    {
        EventProcessorPartitionOwnership[] listed = await ListAsync();
        return await ClaimAsync(partitionIds.Select(id => Wish(id, Array.Find(listed, record => record.PartitionId == id)?.Version)));
    }

    /// <summary>Renews as the SDK's balancer does at a tick, when so much time has passed that the store has to be asked.</summary>
    public Task<EventProcessorPartitionOwnership[]> RenewAsync(params EventProcessorPartitionOwnership[] owned)
    {
        Pass(_options.LoadBalancingUpdateInterval);
        return TickAsync(owned);
    }

    /// <summary>Renews as the SDK's balancer does at each tick.</summary>
    public Task<EventProcessorPartitionOwnership[]> TickAsync(params EventProcessorPartitionOwnership[] owned) =>
        ClaimAsync(owned.Select(record => Wish(record.PartitionId, record.Version)));

    /// <summary>Releases as the SDK does: with a lazy sequence that makes new objects each time.</summary>
    public Task<EventProcessorPartitionOwnership[]> RelinquishAsync(params EventProcessorPartitionOwnership[] owned) =>
        ClaimAsync(owned.Select(record => Wish(record.PartitionId, record.Version, "")));

    /// <summary>Lists as the SDK's balancer does at a tick, when so much time has passed that the store has to be asked.</summary>
    public async Task<EventProcessorPartitionOwnership[]> ListAsync(CancellationToken cancellationToken = default)
    {
        Pass(_options.OwnershipWatchInterval);
        return await ListAtOnceAsync(cancellationToken);
    }

    public async Task<EventProcessorPartitionOwnership[]> ListAtOnceAsync(CancellationToken cancellationToken = default) =>
        [.. await ListOwnershipAsync(cancellationToken)];

    private void Pass(TimeSpan time) => (_options.TimeProvider as ManualTimeProvider)?.Advance(time);

    public Task<EventProcessorCheckpoint> CheckpointAsync(string partitionId, CancellationToken cancellationToken = default) => GetCheckpointAsync(partitionId, cancellationToken);

    public Task UpdateAsync(string partitionId, CheckpointPosition position) => UpdateCheckpointAsync(partitionId, position, default);

    public async Task<TestPartition> InitializeAsync(string partitionId, CancellationToken cancellationToken = default)
    {
        var partition = new TestPartition(partitionId);
        await OnInitializingPartitionAsync(partition, cancellationToken);
        return partition;
    }

    public Task DeliverAsync(TestPartition partition, IEnumerable<EventData> events, CancellationToken cancellationToken = default) =>
        OnProcessingEventBatchAsync(events, partition, cancellationToken);

    public Task StopPartitionAsync(TestPartition partition, ProcessingStoppedReason reason) => OnPartitionProcessingStoppedAsync(partition, reason, default);

    public EventProcessorPartitionOwnership Wish(string partitionId, string? version, string? ownerId = null) => new()
    {
        FullyQualifiedNamespace = FullyQualifiedNamespace,
        EventHubName = EventHubName,
        ConsumerGroup = ConsumerGroup,
        PartitionId = partitionId,
        OwnerIdentifier = ownerId ?? Identifier,
        Version = version,
        LastModifiedTime = default,
    };

    /// <summary>There is no hub, and nobody shall wait for one.</summary>
    protected override EventHubConnection CreateConnection() => throw new EventHubsException(isTransient: true, EventHubName, "There is no hub.");

    protected override Task ProcessEventBatchAsync(
        IReadOnlyList<EventData> events, TestPartition partition, ProcessingContext context, CancellationToken cancellationToken) =>
        Handler(events, context, cancellationToken);

    protected override Task OnProcessingErrorAsync(Exception exception, TestPartition partition, string operationDescription, CancellationToken cancellationToken)
    {
        lock (Errors)
        {
            Errors.Add(exception);
        }

        return Task.CompletedTask;
    }

    protected override Task OnPartitionStoppedAsync(
        TestPartition partition, ProcessingContext context, ProcessingStoppedReason reason, CancellationToken cancellationToken) => Stopped(context, reason);
}
