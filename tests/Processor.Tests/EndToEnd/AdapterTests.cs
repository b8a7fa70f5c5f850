using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Processor;
using Checkpointing;
using Checkpointing.Processor;
using Checkpointing.Processor.Adapters;
using Processor.Tests.Adapters;

namespace Processor.Tests.EndToEnd;

public sealed class AdapterTests
{
    [Fact]
    public async Task The_SDKs_own_processor_works_over_a_store_of_ours_and_hands_over_to_our_processor()
    {
        await using Scene scene = await Scene.SetAsync();
        scene.Publish(30);
        var processor = new PluggableProcessor(new StoreBackedCheckpointStore(scene.Memory), scene);
        await processor.StartProcessingAsync();
        await scene.UntilProcessedAsync(30);
        await processor.StopProcessingAsync();
        (await scene.StoredAsync()).ShouldAllBe(stored => stored == 29);
        (await scene.OwnershipAsync()).ShouldAllBe(record => record.OwnerId.Length == 0);
        scene.Publish(30);
        await scene.StartAsync("ours", scene.Memory);
        await scene.UntilProcessedAsync(60);
        scene.Journal.Duplicates.ShouldBe(0);
    }

    [Fact]
    public async Task Our_processor_works_over_a_store_of_the_SDKs()
    {
        await using Scene scene = await Scene.SetAsync();
        scene.Publish(30);
        var store = new DictionaryCheckpointStore();
        EventHubsProcessor first = await scene.StartAsync("a", new SdkCheckpointStoreAdapter(store));
        await scene.UntilProcessedAsync(30);
        await first.StopProcessingAsync();
        store.Checkpoints.Count.ShouldBe(4);
        scene.Publish(30);
        await scene.StartAsync("b", new SdkCheckpointStoreAdapter(store));
        await scene.UntilProcessedAsync(60);
        scene.Journal.Duplicates.ShouldBe(0);
    }

    [Fact]
    public async Task Both_adapters_in_a_row_still_make_a_store()
    {
        await using Scene scene = await Scene.SetAsync();
        scene.Publish(30);
        ICheckpointStore there = new SdkCheckpointStoreAdapter(new StoreBackedCheckpointStore(scene.Memory));
        await scene.StartAsync("a", there);
        await scene.UntilProcessedAsync(30);
        await HandoverTests.WaitForStoredAsync(scene, 29);
    }

    private sealed class PluggableProcessor : PluggableCheckpointStoreEventProcessor<EventProcessorPartition>
    {
        private readonly Scene _scene;

        public PluggableProcessor(CheckpointStore store, Scene scene)
            : base(store, 10, "$Default", scene.Broker.GetConnectionString(Scene.Hub), new EventProcessorOptions { Identifier = "sdk", LoadBalancingUpdateInterval = Scene.Interval, PartitionOwnershipExpirationInterval = Scene.Expiration }) =>
            _scene = scene;

        protected override async Task OnProcessingEventBatchAsync(IEnumerable<EventData> events, EventProcessorPartition partition, CancellationToken cancellationToken)
        {
            EventData? last = null;
            foreach (EventData eventData in events)
            {
                _scene.Journal.Add(Identifier, partition.PartitionId, eventData.SequenceNumber);
                last = eventData;
            }

            if (last is not null)
            {
                await UpdateCheckpointAsync(partition.PartitionId, CheckpointPosition.FromEvent(last), cancellationToken);
            }
        }

        protected override Task OnProcessingErrorAsync(
            Exception exception, EventProcessorPartition partition, string operationDescription, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
