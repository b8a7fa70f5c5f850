using Azure.Messaging.EventHubs.Primitives;
using Checkpointing;
using Checkpointing.Processor;
using Checkpointing.Processor.Hosting;
using Harness.Readings;
using Harness.Servers;

namespace ProcessorOverhead;

/// <summary>Counts what processors without events ask of their stores, all at the same time, with the intervals that they have unless they are set.</summary>
internal sealed class Idle(LoadedBroker broker, RunOptions options)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Measures all backends, and the SDK's processor over what its blob store would send.</summary>
    public async Task<IReadOnlyList<IdleResult>> RunAsync()
    {
        var store = new SdkMemoryStore();
        Task<IdleResult> sdk = CountAsync(
            "the SDK's processor on its blob store",
            new SdkProcessor(new Course(1, 1, TimeSpan.Zero), store, EventHubsProcessorOptions.DefaultBatchSize, "sdk", broker.Empty, new EventProcessorOptions()),
            () => Task.FromResult(store.Owned),
            () => store.Counts,
            isRequestPerRecord: true);
        return await Task.WhenAll([.. options.Stores.Select(name => Task.Run(() => RunAsync(name))), sdk]);
    }

    private async Task<IdleResult> RunAsync(string name)
    {
        await using Backend backend = await Backends.StartAsync(name);
        EventHubsProcessor processor = EventHubsProcessor.Create(
            backend.Store,
            new CourseHandler(new Course(1, 1, TimeSpan.Zero), isAwaiting: false),
            new EventHubsProcessorOptions { ConnectionString = broker.Empty, ConsumerGroup = name });
        var group = new ConsumerGroup(processor.FullyQualifiedNamespace, processor.EventHubName, processor.ConsumerGroup);
        return await CountAsync(
            name,
            processor,
            async () => (await backend.Store.Inner.ListOwnershipAsync(group, CancellationToken.None)).Items.Count(record => record.OwnerId.Length > 0),
            () => backend.Store.Counts,
            backend.IsRequestPerRecord);
    }

    private async Task<IdleResult> CountAsync(
        string name, EventProcessor<EventProcessorPartition> processor, Func<Task<int>> owned, Func<CallCounts> counts, bool isRequestPerRecord)
    {
        using var deadline = new CancellationTokenSource(Patience);
        await processor.StartProcessingAsync(deadline.Token);
        while (await owned() < RunOptions.IdlePartitions)
        {
            await Task.Delay(Look, deadline.Token);
        }

        // Partitions that were claimed last are still being started.
        await Task.Delay(5 * Look, deadline.Token);
        CallCounts start = counts();
        await Task.Delay(options.Idle);
        CallCounts calls = counts() - start;
        await processor.StopProcessingAsync();
        return new IdleResult(name, calls, options.Idle, isRequestPerRecord);
    }
}
