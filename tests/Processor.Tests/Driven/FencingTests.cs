using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Processor;
using Checkpointing;
using Processor.Tests.Support;

namespace Processor.Tests.Driven;

public sealed class FencingTests
{
    private readonly DrivenProcessor _driven = new();
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
        await _driven.Make("thief").ClaimNewAsync("0");
        await _driven.Processor.DeliverAsync(taken, [Events.At(0)]);
        using var stop = new CancellationTokenSource();
        Task held = await DeliverUntilHeldAsync(taken, stop.Token);

        int calls = _driven.Store.Calls.Length;
        (await _driven.Processor.RenewAsync(takenRecord, keptRecord)).Single().PartitionId.ShouldBe("1");
        _driven.Store.Calls[calls..].ShouldBe(["claim 1"], "a fenced partition is not asked for");

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
    public async Task A_claim_with_a_newer_version_is_let_through_although_the_former_session_was_fenced()
    {
        (TestPartition partition, _) = await _driven.StartAsync("0");
        TestProcessor thief = _driven.Make("thief");
        EventProcessorPartitionOwnership[] stolen = await thief.ClaimNewAsync("0");
        await _driven.Processor.DeliverAsync(partition, [Events.At(0)]);
        using var stop = new CancellationTokenSource();
        Task held = await DeliverUntilHeldAsync(partition, stop.Token);
        await thief.RelinquishAsync(stolen);
        (await _driven.Processor.ClaimNewAsync("0")).Single().OwnerIdentifier.ShouldBe("me");
        await stop.CancelAsync();
        await held;
    }

    [Fact]
    public async Task A_late_write_of_a_former_session_carries_the_former_epoch()
    {
        (TestPartition former, _) = await _driven.StartAsync("0");
        TestProcessor thief = _driven.Make("thief");
        await thief.ClaimNewAsync("0");
        (TestPartition present, _) = await _driven.StartAsync("0");
        await _driven.Processor.DeliverAsync(former, [Events.At(100)]);
        await _driven.Processor.DeliverAsync(present, [Events.At(0)]);
        await Eventually.UntilAsync(() => _driven.Store.Calls.Contains("write 0@0"), "the checkpoint of the present session");
        (await _driven.StoredAsync("0")).ShouldBe(0);
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
