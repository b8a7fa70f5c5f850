using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Processor;
using Checkpointing;
using Checkpointing.Processor.Receiving;
using Processor.Tests.Support;

namespace Processor.Tests.Driven;

public sealed class FencingTests
{
    private readonly DrivenProcessor _driven = new(configure: options => options.HandoverTimeout = TimeSpan.Zero);
    private readonly List<long> _handled = [];

    public FencingTests() => _driven.Processor.Handler = (events, _, _) =>
    {
        _handled.AddRange(events.Select(eventData => eventData.SequenceNumber));
        return Task.CompletedTask;
    };

    [Fact]
    public async Task A_partition_that_was_taken_over_stops_and_the_others_go_on()
    {
        (TestPartition taken, EventProcessorPartitionOwnership takenRecord) = await _driven.StartAsync("0");
        (TestPartition kept, EventProcessorPartitionOwnership keptRecord) = await _driven.StartAsync("1");
        await _driven.MakeThief().ClaimNewAsync("0");
        await _driven.Processor.DeliverAsync(taken, [Events.At(0)]);
        using var stop = new CancellationTokenSource();
        Task held = await DeliverUntilHeldAsync(taken, stop.Token);

        (await _driven.Processor.RenewAsync(takenRecord, keptRecord)).Single().PartitionId.ShouldBe("1");

        await stop.CancelAsync();
        await held;
        await _driven.Processor.StopPartitionAsync(taken, ProcessingStoppedReason.OwnershipLost);
        await _driven.Processor.DeliverAsync(kept, [Events.At(0)]);
        await Eventually.UntilAsync(() => _driven.Store.Calls.Contains("write 1@0"), "the checkpoint of the other partition");
        (await _driven.StoredAsync("0")).ShouldBeNull();
    }

    [Fact]
    public async Task A_rewound_partition_stops_and_begins_again_at_its_new_place()
    {
        (TestPartition partition, EventProcessorPartitionOwnership record) = await _driven.StartAsync("0");
        await _driven.Processor.DeliverAsync(partition, Events.Range(0, 10));
        await Eventually.UntilAsync(() => _driven.Store.Calls.Contains("write 0@9"), "the checkpoint");
        await _driven.Memory.RewindAsync(TestProcessor.TheGroup, [new PartitionRewind("0", 3, null, "operator")], default);

        using var stop = new CancellationTokenSource();
        Task held = await DeliverUntilHeldAsync(partition, stop.Token, first: 10);
        (await _driven.StoredAsync("0")).ShouldBe(3, "the rewind is not overwritten");
        (await _driven.Processor.RenewAsync(record)).ShouldBeEmpty();
        await stop.CancelAsync();
        await held;
        await _driven.Processor.StopPartitionAsync(partition, ProcessingStoppedReason.OwnershipLost);

        (TestPartition again, _) = await _driven.StartAsync("0");
        (await _driven.Processor.CheckpointAsync("0")).StartingPosition.ToString().ShouldContain("3");
        await _driven.Processor.DeliverAsync(again, [Events.At(4)]);
        await Eventually.UntilAsync(() => _driven.Store.Calls.Contains("write 0@4"), "the checkpoint of the new session");
    }

    [Fact]
    public async Task A_lost_partition_is_claimed_anew_only_when_its_former_session_has_been_told_to_end()
    {
        (TestPartition partition, EventProcessorPartitionOwnership record) = await _driven.StartAsync("0");
        await _driven.Memory.RewindAsync(TestProcessor.TheGroup, [new PartitionRewind("0", 3, null, "operator")], default);
        (await _driven.Processor.RenewAsync(record)).ShouldBeEmpty();
        Task<EventProcessorPartitionOwnership[]> atOnce = _driven.Processor.ClaimNewAsync("0");
        await _driven.AdvanceUntilAsync(() => atOnce.IsCompleted, TimeSpan.FromMilliseconds(100), "the pause after fruitless claims");
        (await atOnce).ShouldBeEmpty("the SDK would go on with the former session");
        await _driven.Processor.StopPartitionAsync(partition, ProcessingStoppedReason.OwnershipLost);
        (await _driven.Processor.ClaimNewAsync("0")).Single().PartitionId.ShouldBe("0");
    }

    [Fact]
    public async Task A_session_whose_partition_was_regained_under_another_epoch_fails_so_that_the_SDK_starts_it_anew()
    {
        (TestPartition partition, EventProcessorPartitionOwnership record) = await _driven.StartAsync("0");
        TestProcessor twin = _driven.Make("me");
        _driven.Store.Listed = results => results with { Items = [.. results.Items.Select(item => item with { OwnerInstance = null })] };
        await twin.ClaimNewAsync("0");
        (await _driven.Processor.RenewAsync(record)).ShouldBeEmpty();
        (await _driven.Processor.ClaimNewAsync("0")).Single().PartitionId.ShouldBe("0", "what looks like one's own is taken up again");
        await Should.ThrowAsync<PartitionRestartException>(_driven.Processor.DeliverAsync(partition, []));
        await Should.ThrowAsync<PartitionRestartException>(_driven.Processor.DeliverAsync(partition, [Events.At(0)]));
        _handled.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_partition_that_is_stolen_before_its_start_never_gets_the_thiefs_epoch()
    {
        await _driven.Processor.ClaimNewAsync("0");
        await _driven.MakeThief().ClaimNewAsync("0");
        TestPartition partition = await _driven.Processor.InitializeAsync("0");
        await _driven.Processor.DeliverAsync(partition, [Events.At(0)]);
        await DeliverUntilHeldAsync(partition, default);
        (await _driven.StoredAsync("0")).ShouldBeNull();
    }

    [Fact]
    public async Task A_partition_that_is_known_to_be_stolen_does_not_start()
    {
        await _driven.Processor.ClaimNewAsync("0");
        await _driven.MakeThief().ClaimNewAsync("0");
        await _driven.Processor.ListAsync();
        using var partitionToken = new CancellationTokenSource();
        Task<TestPartition> start = _driven.Processor.InitializeAsync("0", partitionToken.Token);
        start.IsCompleted.ShouldBeFalse("the SDK learns of the loss at its next renewal, and ends what has not started");
        await partitionToken.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => start);
    }

    [Fact]
    public async Task A_session_that_is_refused_although_its_partition_is_still_held_starts_anew()
    {
        (TestPartition partition, EventProcessorPartitionOwnership record) = await _driven.StartAsync("0");
        _driven.Store.Wrote = results => new PartitionResults<CheckpointWriteResult>(
            [.. results.Items.Select(result => result with { Outcome = CheckpointOutcome.Fenced })], []);
        Task held = await DeliverUntilHeldAsync(partition, default, first: 0);
        (await _driven.Processor.RenewAsync(record)).Single().PartitionId.ShouldBe("0");
        await Should.ThrowAsync<PartitionRestartException>(held);
    }

    [Fact]
    public async Task A_handler_of_a_former_session_that_ends_late_writes_nothing()
    {
        (TestPartition former, _) = await _driven.StartAsync("0");
        var gate = new TaskCompletionSource();
        _driven.Processor.Handler = (_, _, _) => gate.Task;
        Task late = _driven.Processor.DeliverAsync(former, [Events.At(100)]);
        await _driven.MakeThief().ClaimNewAsync("0");
        await _driven.Processor.StopPartitionAsync(former, ProcessingStoppedReason.OwnershipLost);
        Task<(TestPartition Partition, EventProcessorPartitionOwnership Record)> start = _driven.StartAsync("0");
        await _driven.AdvanceUntilAsync(() => start.IsCompleted, TimeSpan.FromSeconds(1), "the end of waiting for the former session");
        gate.SetResult();
        await late;
        await _driven.Processor.DeliverAsync((await start).Partition, [Events.At(0)]);
        await Eventually.UntilAsync(() => _driven.Store.Calls.Contains("write 0@0"), "the checkpoint of the present session");
        _driven.Store.Calls.ShouldNotContain("write 0@100");
    }

    /// <summary>Delivers until the session has noticed that it is fenced and holds what it is given.</summary>
    private async Task<Task> DeliverUntilHeldAsync(TestPartition partition, CancellationToken stopToken, long first = 1)
    {
        Task delivery = Task.CompletedTask;
        await Eventually.UntilAsync(
            () =>
            {
                if (delivery.IsCompleted)
                {
                    delivery = _driven.Processor.DeliverAsync(partition, [Events.At(first++)], stopToken);
                }

                return !delivery.IsCompleted;
            },
            "the fence");
        int handled = _handled.Count;
        delivery.IsCompleted.ShouldBeFalse();
        _handled.Count.ShouldBe(handled);
        return delivery;
    }
}
