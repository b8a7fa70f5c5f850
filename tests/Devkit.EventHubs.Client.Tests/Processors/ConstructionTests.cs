using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Processor;
using Devkit.EventHubs.Client.Tests.Support;

namespace Devkit.EventHubs.Client.Tests.Processors;

public class ConstructionTests
{
    private const string ConnectionString = "Endpoint=sb://localhost:99/;SharedAccessKeyName=n;SharedAccessKey=k;UseDevelopmentEmulator=true";

    [Fact]
    public void A_processor_knows_where_it_belongs()
    {
        var processor = new Bare(1, "g", ConnectionString + ";EntityPath=Hub");
        processor.FullyQualifiedNamespace.ShouldBe("localhost");
        processor.EventHubName.ShouldBe("Hub");
        processor.ConsumerGroup.ShouldBe("g");
        Guid.TryParse(processor.Identifier, out _).ShouldBeTrue();
        processor.ToString().ShouldBe($"Event Processor<EventProcessorPartition>: {processor.Identifier}");
        processor.IsRunning.ShouldBeFalse();
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new Bare(0, "g", ConnectionString + ";EntityPath=h"));
        Should.Throw<ArgumentException>(() => new Bare(1, string.Empty, ConnectionString + ";EntityPath=h"));
        Should.Throw<ArgumentException>(() => new Bare(1, "g", ConnectionString));
    }

    [Fact]
    public void Options_are_copied()
    {
        var options = new EventProcessorOptions { Identifier = "a" };
        var processor = new Bare(1, "g", ConnectionString + ";EntityPath=h", options);
        options.Identifier = "b";
        processor.Identifier.ShouldBe("a");
    }

    [Fact]
    public async Task A_processor_without_checkpoints_does_not_start()
    {
        var hub = new ScriptedHub(1);
        var processor = new Bare(1, "g", ConnectionString + ";EntityPath=h") { Connect = hub.Connect };
        var failure = await Should.ThrowAsync<AggregateException>(() => processor.StartProcessingAsync());
        failure.InnerExceptions.ShouldHaveSingleItem().ShouldBeOfType<NotImplementedException>();
        Should.Throw<NotImplementedException>(() => { _ = processor.ListCheckpoints(); });
    }

    [Fact]
    public async Task The_obsolete_way_to_checkpoint_forwards_or_does_not_exist()
    {
        var bare = new Bare(1, "g", ConnectionString + ";EntityPath=h");
        Should.Throw<NotImplementedException>(() => { _ = bare.UpdateNumericAsync(5, null); });
        await bare.UpdateNumericAsync(5, 7);
        bare.Updated.ShouldBe(new CheckpointPosition("5", 7));

        // On a store it is the store's own obsolete member, with and without a sequence number.
        var store = new FakeStore();
        var pluggable = new TestProcessor(new ScriptedHub(1), store);
        await pluggable.UpdateNumericAsync(5, null);
        await pluggable.UpdateNumericAsync(6, 7);
        store.NumericCheckpointWrites.ShouldBe([("0", 5, null), ("0", 6, 7)]);
        store.CheckpointWrites.ShouldBeEmpty();
    }

    private sealed class Bare : EventProcessor<EventProcessorPartition>
    {
        public Bare(int count, string group, string connectionString, EventProcessorOptions? options = null)
            : base(count, group, connectionString, options)
        {
        }

        public Func<EventHubConnection>? Connect { get; init; }

        public CheckpointPosition Updated { get; private set; }

        public Task ListCheckpoints() => ListCheckpointsAsync(CancellationToken.None);

#pragma warning disable CS0618 // The obsolete member is what is tested.
        public Task UpdateNumericAsync(long offset, long? sequenceNumber) => UpdateCheckpointAsync("0", offset, sequenceNumber, CancellationToken.None);
#pragma warning restore CS0618

        protected internal override EventHubConnection CreateConnection() => Connect?.Invoke() ?? base.CreateConnection();

        protected override Task UpdateCheckpointAsync(string partitionId, CheckpointPosition startingPosition, CancellationToken cancellationToken)
        {
            Updated = startingPosition;
            return Task.CompletedTask;
        }

        protected override Task<IEnumerable<EventProcessorPartitionOwnership>> ListOwnershipAsync(CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<EventProcessorPartitionOwnership>>([]);

        protected override Task<IEnumerable<EventProcessorPartitionOwnership>> ClaimOwnershipAsync(IEnumerable<EventProcessorPartitionOwnership> desiredOwnership, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<EventProcessorPartitionOwnership>>([.. desiredOwnership]);

        protected override Task OnProcessingEventBatchAsync(IEnumerable<EventData> events, EventProcessorPartition partition, CancellationToken cancellationToken) => Task.CompletedTask;

        protected override Task OnProcessingErrorAsync(Exception exception, EventProcessorPartition partition, string operationDescription, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
