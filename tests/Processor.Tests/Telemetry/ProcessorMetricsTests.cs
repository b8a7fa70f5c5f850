using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Processor;
using Checkpointing;
using Checkpointing.Processor.Telemetry;
using Checkpointing.Tests.Services;
using Processor.Tests.Driven;
using Processor.Tests.Support;

namespace Processor.Tests.Telemetry;

public sealed class ProcessorMetricsTests : IDisposable
{
    private static readonly (string, string) Zero = ("messaging.destination.partition.id", "0");

    private readonly MeterRecorder _meters = new();
    private readonly DrivenProcessor _driven;

    public ProcessorMetricsTests() => _driven = new DrivenProcessor("every 10 events", options =>
    {
        options.MeterFactory = _meters;
        options.Name = "orders";
    });

    public void Dispose() => _meters.Dispose();

    [Fact]
    public async Task Events_are_counted_when_they_are_handed_out_and_when_they_are_finished()
    {
        (TestPartition partition, _) = await _driven.StartAsync("0");
        var processed = new List<double?>();
        _driven.Processor.Handler = (events, context, _) =>
        {
            context.MarkProcessed(events[3]);
            processed.Add(_meters.Read("checkpointing.events.processed", Zero));
            return Task.CompletedTask;
        };

        await _driven.Processor.DeliverAsync(partition, Events.Range(0, 5));

        _meters.Sum("messaging.client.consumed.messages", Zero).ShouldBe(5);
        processed.ShouldBe([4]);
        _meters.Read("checkpointing.events.processed", Zero).ShouldBe(5);
    }

    [Fact]
    public async Task What_the_checkpoint_does_not_cover_is_read_at_the_time_of_asking()
    {
        (TestPartition partition, _) = await _driven.StartAsync("0");
        await _driven.Processor.DeliverAsync(partition, Events.Range(0, 10));
        await Eventually.UntilAsync(() => _driven.Store.Calls.Contains("write 0@9") && _meters.Read("checkpointing.lag.events", Zero) == 0, "the checkpoint");
        _meters.Read("checkpointing.events.uncheckpointed", Zero).ShouldBe(0);
        _meters.Read("checkpointing.lag.time", Zero).ShouldBe(0);

        await _driven.Processor.DeliverAsync(partition, [Events.At(10, _driven.Clock.GetUtcNow()), Events.At(11, _driven.Clock.GetUtcNow())]);
        _driven.Clock.Advance(TimeSpan.FromSeconds(7));

        _meters.Read("checkpointing.events.uncheckpointed", Zero).ShouldBe(2);
        _meters.Read("checkpointing.lag.events", Zero).ShouldBe(2);
        _meters.Read("checkpointing.lag.time", Zero).ShouldBe(7);
        _meters.Read("checkpointing.checkpoint.age", Zero).ShouldBe(7);
    }

    [Fact]
    public async Task The_way_from_the_hub_to_the_checkpoint_is_told_with_each_checkpoint()
    {
        (TestPartition partition, _) = await _driven.StartAsync("0");
        DateTimeOffset enqueued = _driven.Clock.GetUtcNow();
        _driven.Clock.Advance(TimeSpan.FromSeconds(4));

        await _driven.Processor.DeliverAsync(partition, [.. Enumerable.Range(0, 10).Select(number => Events.At(number, enqueued))]);

        await Eventually.UntilAsync(() => _meters.Of("checkpointing.checkpoint.delay").Length == 1, "the checkpoint");
        _meters.Of("checkpointing.checkpoint.delay", Zero).Single().Value.ShouldBe(4);
    }

    [Fact]
    public async Task A_session_that_resumes_counts_from_the_stored_checkpoint()
    {
        await _driven.Memory.WriteCheckpointsAsync(TestProcessor.TheGroup, [new CheckpointWrite("0", 41, "o41", 0, "tool")], default);
        _driven.Clock.Advance(TimeSpan.FromMinutes(1));
        (TestPartition partition, _) = await _driven.StartAsync("0");
        await _driven.Processor.CheckpointAsync("0");

        await _driven.Processor.DeliverAsync(partition, Events.Range(42, 3));

        _meters.Read("checkpointing.lag.events", Zero).ShouldBe(3);
        _meters.Read("checkpointing.checkpoint.age", Zero).ShouldNotBeNull().ShouldBe(60, tolerance: 5);
        PartitionStatus status = _driven.Processor.GetStatus().Partitions.Single();
        (status.CheckpointSequenceNumber, status.CheckpointOffset, status.LastEnqueuedSequenceNumber).ShouldBe((41, "o41", 44));
    }

    [Fact]
    public async Task A_handler_is_timed_and_its_failure_named()
    {
        (TestPartition partition, _) = await _driven.StartAsync("0");
        _driven.Processor.Handler = (events, _, _) =>
        {
            _driven.Clock.Advance(TimeSpan.FromSeconds(2));
            return events[0].SequenceNumber == 0 ? Task.CompletedTask : throw new FormatException("not an order");
        };

        await _driven.Processor.DeliverAsync(partition, [Events.At(0)]);
        await Should.ThrowAsync<FormatException>(() => _driven.Processor.DeliverAsync(partition, [Events.At(1)]));

        MeterRecorder.Measured[] calls = _meters.Of("messaging.process.duration", Zero);
        calls.Select(call => call.Value).ShouldBe([2, 2]);
        calls.Select(call => call.Tags.GetValueOrDefault("error.type")).ShouldBe([null, "System.FormatException"]);
    }

    [Fact]
    public async Task What_a_session_has_finished_stays_counted_and_the_rest_ends_with_it()
    {
        (TestPartition partition, _) = await _driven.StartAsync("0");
        await _driven.Processor.DeliverAsync(partition, Events.Range(0, 5));
        await _driven.Processor.StopPartitionAsync(partition, ProcessingStoppedReason.OwnershipLost);
        await Eventually.UntilAsync(() => _meters.Read("checkpointing.lag.events", Zero) is null, "the end of the session");
        _meters.Read("checkpointing.events.processed", Zero).ShouldBe(5);

        TestPartition again = await _driven.Processor.InitializeAsync("0");
        await _driven.Processor.DeliverAsync(again, Events.Range(5, 2));

        _meters.Read("checkpointing.events.processed", Zero).ShouldBe(7);
    }

    [Fact]
    public async Task Partitions_gained_lost_and_released_are_counted_once_each()
    {
        (_, EventProcessorPartitionOwnership zero) = await _driven.StartAsync("0");
        (_, EventProcessorPartitionOwnership one) = await _driven.StartAsync("1");
        await _driven.Processor.RenewAsync(zero, one);
        _meters.Read("checkpointing.partitions.owned").ShouldBe(2);
        _driven.Processor.GetStatus().OwnedPartitions.ShouldBe(["0", "1"]);
        PartitionOwnership held = (await _driven.Memory.ListOwnershipAsync(TestProcessor.TheGroup, default)).Items.Single(record => record.PartitionId == "0");
        await _driven.Memory.ClaimOwnershipAsync(TestProcessor.TheGroup, [new OwnershipClaim("0", "thief", "t", held.Version)], default);
        _driven.Clock.Advance(TimeSpan.FromMinutes(1));
        await _driven.Processor.ListAsync();
        await _driven.Processor.RelinquishAsync(one);

        _meters.Sum("checkpointing.ownership.changes", ("change", "gained"), ("reason", "claimed")).ShouldBe(2);
        _meters.Sum("checkpointing.ownership.changes", Zero, ("change", "lost"), ("reason", "taken")).ShouldBe(1);
        _meters.Sum("checkpointing.ownership.changes", ("change", "lost"), ("reason", "released")).ShouldBe(1);
        _meters.Sum("checkpointing.ownership.changes").ShouldBe(4);
        _meters.Read("checkpointing.partitions.owned").ShouldBe(0);
    }

    [Theory]
    [InlineData("rewound")]
    [InlineData("deleted")]
    [InlineData("taken by a twin")]
    public async Task What_the_store_does_not_show_as_held_any_more_is_not_owned_also_if_nobody_claims_it(string what)
    {
        await _driven.StartAsync("0");
        await _driven.StartAsync("1");
        await (what switch
        {
            "rewound" => (Task)_driven.Memory.RewindAsync(TestProcessor.TheGroup, [new PartitionRewind("0", 0, null, "operator")], default),
            "deleted" => _driven.Memory.DeleteGroupAsync(TestProcessor.TheGroup, default),
            _ => TakeAsync("me"),
        });
        await _driven.Processor.ListAsync();

        int left = what == "deleted" ? 0 : 1;
        _meters.Read("checkpointing.partitions.owned").ShouldBe(left);
        _meters.Sum("checkpointing.ownership.changes", ("change", "lost"), ("reason", "taken")).ShouldBe(2 - left);
        _driven.Processor.GetStatus().OwnedPartitions.Count.ShouldBe(left);

        async Task TakeAsync(string ownerId)
        {
            PartitionOwnership held = (await _driven.Memory.ListOwnershipAsync(TestProcessor.TheGroup, default)).Items.Single(record => record.PartitionId == "0");
            await _driven.Memory.ClaimOwnershipAsync(TestProcessor.TheGroup, [new OwnershipClaim("0", ownerId, "a twin", held.Version)], default);
        }
    }

    [Fact]
    public async Task A_call_that_hangs_counts_as_one_that_failed()
    {
        _driven.Store.Before = _ => new TaskCompletionSource().Task;
        Task<EventProcessorPartitionOwnership[]> list = _driven.Processor.ListAsync();

        await _driven.AdvanceUntilAsync(() => list.IsCompleted, TimeSpan.FromSeconds(5), "the end of the call");

        await Should.ThrowAsync<CheckpointStoreException>(() => list);
        _meters.Of("checkpointing.store.duration", ("operation", "list_ownership"), ("outcome", "transient_fault"), ("checkpointing.processor.name", "orders"))
            .ShouldHaveSingleItem();
        _meters.Read("checkpointing.store.outage.time").ShouldNotBeNull().ShouldBeGreaterThan(0);
        _driven.Store.Before = _ => Task.CompletedTask;
        await _driven.Processor.ListAsync();
        _meters.Read("checkpointing.store.outage.time").ShouldBe(0);
    }

    [Fact]
    public async Task Processors_of_one_container_are_told_apart_by_their_names()
    {
        TestProcessor payments = _driven.Make("payments-1", configure: options =>
        {
            options.MeterFactory = _meters;
            options.Name = "payments";
        });
        (TestPartition zero, _) = await _driven.StartAsync("0");
        await payments.ClaimNewAsync("1");
        await _driven.Processor.DeliverAsync(zero, Events.Range(0, 3));
        await payments.DeliverAsync(await payments.InitializeAsync("1"), Events.Range(0, 7));

        _meters.Read("checkpointing.events.processed", ("checkpointing.processor.name", "orders")).ShouldBe(3);
        _meters.Read("checkpointing.events.processed", ("checkpointing.processor.name", "payments")).ShouldBe(7);
        _meters.Read("checkpointing.partitions.owned", ("checkpointing.processor.name", "payments")).ShouldBe(1);
        _meters.Instruments.Select(instrument => instrument.Name).ShouldBeUnique();
    }

    [Fact]
    public async Task What_becomes_of_poison_events_is_counted()
    {
        await _driven.StartAsync("0");
        PartitionTelemetry partition = _driven.Processor.Figures.Partitions.Single();
        partition.Retried();
        partition.Retried();
        partition.Skipped();
        partition.DeadLettered();
        _driven.Processor.Figures.OutageBegan();

        _meters.Sum("checkpointing.events.retried", Zero).ShouldBe(2);
        _meters.Sum("checkpointing.events.skipped", Zero).ShouldBe(1);
        _meters.Sum("checkpointing.events.dead_lettered", Zero).ShouldBe(1);
        _meters.Sum("checkpointing.store.outages", ("checkpointing.processor.name", "orders")).ShouldBe(1);
    }

    [Fact]
    public void A_processor_that_nobody_holds_any_more_is_not_kept_by_its_meter()
    {
        WeakReference forgotten = Forget();
        for (int attempt = 0; attempt < 10 && forgotten.IsAlive; attempt++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        forgotten.IsAlive.ShouldBeFalse();
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private WeakReference Forget() => new(_driven.Make("forgotten", configure: options => options.MeterFactory = _meters).Figures);
}
