using System.Collections.Concurrent;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Processor;

namespace Devkit.EventHubs.Client.Tests.Support;

/// <summary>A processor of a scripted hub that remembers what happened to it and runs what a test gives it.</summary>
internal sealed class TestProcessor : PluggableCheckpointStoreEventProcessor<TestPartition>
{
    private readonly Func<EventHubConnection> _connect;

    public TestProcessor(ScriptedHub hub, CheckpointStore store, EventProcessorOptions? options = null)
        : base(store, 10, "group", ScriptedHub.Namespace, ScriptedHub.Name, new Azure.AzureSasCredential("SharedAccessSignature sr=x&sig=y&se=9999999999&skn=z"), options ?? Options())
    {
        _connect = hub.Connect;
        Connect = _connect;
    }

    public Func<EventHubConnection> Connect { get; set; }

    public Func<TestPartition, CancellationToken, Task>? Initializing { get; set; }

    public Func<IReadOnlyList<EventData>, TestPartition, CancellationToken, Task>? Handling { get; set; }

    public Func<TestPartition, ProcessingStoppedReason, CancellationToken, Task>? Stopped { get; set; }

    public Func<Task<string[]>?>? InsteadOfListingPartitions { get; set; }

    public ConcurrentQueue<TestPartition> Initialized { get; } = [];

    public ConcurrentQueue<(TestPartition Partition, IEnumerable<EventData> Events)> Batches { get; } = [];

    public ConcurrentQueue<(TestPartition Partition, ProcessingStoppedReason Reason, bool TokenIsCancelled)> Stops { get; } = [];

    public ConcurrentQueue<(Exception Exception, TestPartition? Partition, string Operation, CancellationToken Token)> Errors { get; } = [];

    public IEnumerable<long> Seen(string partitionId) =>
        Batches.Where(b => b.Partition.PartitionId == partitionId).SelectMany(b => b.Events).Select(e => e.SequenceNumber);

    public static EventProcessorOptions Options() => new()
    {
        Identifier = "me",
        LoadBalancingUpdateInterval = TimeSpan.FromMilliseconds(50),
        PartitionOwnershipExpirationInterval = TimeSpan.FromSeconds(30),
        MaximumWaitTime = null,
        RetryOptions = new EventHubsRetryOptions { MaximumRetries = 0 },
    };

    public Task CheckpointAsync(string partitionId, CheckpointPosition position) => UpdateCheckpointAsync(partitionId, position, CancellationToken.None);

#pragma warning disable CS0618 // The obsolete member is what is tested.
    public Task UpdateNumericAsync(long offset, long? sequenceNumber) => UpdateCheckpointAsync("0", offset, sequenceNumber, CancellationToken.None);
#pragma warning restore CS0618

    public LastEnqueuedEventProperties LastEnqueued(string partitionId) => ReadLastEnqueuedEventProperties(partitionId);

    protected internal override EventHubConnection CreateConnection() => Connect();

    protected override Task<string[]> ListPartitionIdsAsync(EventHubConnection connection, CancellationToken cancellationToken) =>
        InsteadOfListingPartitions?.Invoke() ?? base.ListPartitionIdsAsync(connection, cancellationToken);

    protected override Task OnInitializingPartitionAsync(TestPartition partition, CancellationToken cancellationToken)
    {
        Initialized.Enqueue(partition);
        return Initializing?.Invoke(partition, cancellationToken) ?? Task.CompletedTask;
    }

    protected override Task OnProcessingEventBatchAsync(IEnumerable<EventData> events, TestPartition partition, CancellationToken cancellationToken)
    {
        Batches.Enqueue((partition, events));
        return Handling?.Invoke((IReadOnlyList<EventData>)events, partition, cancellationToken) ?? Task.CompletedTask;
    }

    protected override Task OnProcessingErrorAsync(Exception exception, TestPartition partition, string operationDescription, CancellationToken cancellationToken)
    {
        Errors.Enqueue((exception, partition, operationDescription, cancellationToken));
        return Task.CompletedTask;
    }

    protected override Task OnPartitionProcessingStoppedAsync(TestPartition partition, ProcessingStoppedReason reason, CancellationToken cancellationToken)
    {
        Stops.Enqueue((partition, reason, cancellationToken.IsCancellationRequested));
        return Stopped?.Invoke(partition, reason, cancellationToken) ?? Task.CompletedTask;
    }
}
