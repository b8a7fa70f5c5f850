using Azure.Messaging.EventHubs;
using Checkpointing;
using Checkpointing.Conformance;
using Checkpointing.Processor.Telemetry;
using Microsoft.Extensions.Options;
using Processor.Tests.EndToEnd;
using Processor.Tests.Support;

namespace Processor.Tests.Telemetry;

public sealed class LagReaderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, 0, 99, null, 100, "without a checkpoint all that the hub has")]
    [InlineData(false, 0, 99, 99L, 0, "at the end")]
    [InlineData(false, 0, 99, 0L, 99, "after the first")]
    [InlineData(false, 50, 99, 10L, 50, "before what is retained")]
    [InlineData(false, 0, 9, 500L, 10, "beyond the end, as after a hub was made anew")]
    [InlineData(true, 100, 99, 10L, 0, "all expired")]
    [InlineData(true, 0, -1, null, 0, "never an event")]
    public void The_lag_of_a_partition_is_never_too_small(bool isEmpty, long first, long last, long? checkpoint, long expected, string why)
    {
        PartitionProperties partition = EventHubsModelFactory.PartitionProperties("hub", "0", isEmpty, first, last, "o", default(DateTimeOffset));
        Checkpoint? stored = checkpoint is { } sequenceNumber ? new Checkpoint("0", sequenceNumber, null, 1, "me", default) : null;
        PartitionLag.Of(partition, stored).ShouldBe(expected, why);
    }

    [Fact]
    public async Task The_lag_of_a_group_is_known_also_when_nobody_processes()
    {
        await using Scene scene = await Scene.SetAsync(partitions: 3);
        scene.Publish(10);
        await scene.Memory.ClaimOwnershipAsync(scene.Group, [new OwnershipClaim("1", "somebody", "i", null)], Token);
        await scene.Memory.WriteCheckpointsAsync(scene.Group, [new CheckpointWrite("1", 6, "o6", 1, "somebody"), new CheckpointWrite("2", 9, "o9", 0, "tool")], Token);

        GroupLag lag = await LagReader.Create(scene.Memory, scene.Options("reader", "every event")).ReadAsync(Token);

        lag.Group.ShouldBe(scene.Group);
        lag.EventsBehind.ShouldBe(13);
        lag.Partitions.Select(partition => (partition.PartitionId, partition.EventsBehind, partition.OwnerId, partition.Epoch, partition.CheckpointSequenceNumber))
            .ShouldBe([("0", 10L, null, 0L, null), ("1", 3L, "somebody", 1L, 6L), ("2", 0L, null, 0L, 9L)]);
        lag.Partitions.Select(partition => partition.LastEnqueuedSequenceNumber).ShouldAllBe(last => last == 9);
        lag.Partitions[2].TimeBehind.ShouldBe(TimeSpan.Zero);
        lag.Partitions[1].TimeBehind.ShouldBeNull("only its owner knows");
    }

    [Fact]
    public async Task A_reading_is_given_out_again_for_a_few_seconds()
    {
        var clock = new ManualTimeProvider();
        await using Scene scene = await Scene.SetAsync(partitions: 1);
        var store = new ControlledStore(scene.Memory);
        LagReader reader = LagReader.Create(store, scene.Options("reader", "every event"), timeProvider: clock);
        GroupLag[] lags = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => reader.ReadAsync(Token)));
        lags.Distinct().ShouldHaveSingleItem("those who ask at once share one reading");
        scene.Publish(4);
        clock.Advance(LagReader.CacheDuration - TimeSpan.FromMilliseconds(1));
        (await reader.ReadAsync(Token)).EventsBehind.ShouldBe(0);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        (await reader.ReadAsync(Token)).EventsBehind.ShouldBe(4);
        store.Calls.Count(call => call == "checkpoints").ShouldBe(2);
    }

    [Fact]
    public async Task A_reading_that_failed_is_not_given_out_again()
    {
        await using Scene scene = await Scene.SetAsync(partitions: 1);
        var store = new ControlledStore(scene.Memory) { Before = operation => Task.FromException(ControlledStore.Fault(operation)) };
        LagReader reader = LagReader.Create(store, scene.Options("reader", "every event"));
        await Should.ThrowAsync<CheckpointStoreException>(() => reader.ReadAsync(Token));
        store.Before = _ => Task.CompletedTask;
        (await reader.ReadAsync(Token)).EventsBehind.ShouldBe(0);
    }

    [Fact]
    public async Task A_store_that_hangs_is_waited_for_only_so_long()
    {
        var clock = new ManualTimeProvider();
        await using Scene scene = await Scene.SetAsync(partitions: 1);
        var store = new ControlledStore(new HangingStore());
        Task<GroupLag> reading = LagReader.Create(store, scene.Options("reader", "every event"), timeProvider: clock).ReadAsync(Token);
        await Eventually.UntilAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                return reading.IsCompleted;
            },
            "the end of the wait");
        (await Should.ThrowAsync<TimeoutException>(() => reading)).Message.ShouldContain("00:00:30");
    }

    [Fact]
    public void Options_that_cannot_be_are_refused() =>
        Should.Throw<OptionsValidationException>(() => LagReader.Create(new HangingStore(), new())).Message.ShouldContain("ConnectionString");
}
