using Azure.Messaging.EventHubs;
using Checkpointing.Processor.Handling;
using Processor.Tests.Support;

namespace Processor.Tests.Handling;

/// <summary>Several events of a partition at once: which, in what order, how many, and what a failure does.</summary>
public sealed class ConcurrencyTests
{
    private readonly HandlerGates _gates = new();

    [Fact]
    public async Task Events_with_different_keys_run_at_once_and_those_with_the_same_in_order()
    {
        HandledPartition driven = await _gates.StartAsync();
        await driven.DeliverAsync(Events.Keyed("a0 b1 a2 c3"));
        await _gates.UntilRunningAsync(0, 1, 3);
        _gates.Finish(0);
        await _gates.UntilRunningAsync(1, 2, 3);
        _gates.FinishAll();
        await driven.UntilStoredAsync(3);
    }

    [Fact]
    public async Task Events_without_a_key_do_not_wait_for_each_other()
    {
        HandledPartition driven = await _gates.StartAsync();
        await driven.DeliverAsync(Events.Range(0, 3));
        await _gates.UntilRunningAsync(0, 1, 2);
        _gates.FinishAll();
    }

    [Fact]
    public async Task The_key_can_be_ones_own()
    {
        HandledPartition driven = await _gates.StartAsync(options => options.ConcurrencyKey = eventData => $"{eventData.SequenceNumber / 2}");
        await driven.DeliverAsync(Events.Keyed("a0 b1 a2 b3"));
        await _gates.UntilRunningAsync(0, 2);
        _gates.FinishAll();
    }

    [Fact]
    public async Task The_partition_key_is_the_key_unless_another_is_set()
    {
        HandledPartition driven = await _gates.StartAsync(options => options.ConcurrencyKey = null);
        await driven.DeliverAsync(
        [
            EventHubsModelFactory.EventData(new BinaryData("x"), partitionKey: "a", sequenceNumber: 0, offsetString: "o0"),
            EventHubsModelFactory.EventData(new BinaryData("x"), partitionKey: "a", sequenceNumber: 1, offsetString: "o1"),
            EventHubsModelFactory.EventData(new BinaryData("x"), partitionKey: "b", sequenceNumber: 2, offsetString: "o2"),
        ]);
        await _gates.UntilRunningAsync(0, 2);
        _gates.FinishAll();
    }

    [Fact]
    public async Task No_more_run_at_once_than_allowed_and_the_oldest_comes_first()
    {
        HandledPartition driven = await _gates.StartAsync(options => options.MaxConcurrentEvents = 2);
        await driven.DeliverAsync(Events.Keyed("a0 a1 b2 c3 d4"));
        await _gates.UntilRunningAsync(0, 2);
        _gates.Finish(0);
        await _gates.UntilRunningAsync(1, 2);
        _gates.Finish(2);
        await _gates.UntilRunningAsync(1, 3);
        _gates.FinishAll();
        await driven.UntilStoredAsync(4);
    }

    [Fact]
    public async Task A_slow_key_holds_nobody_up_until_the_bound_on_what_is_in_flight()
    {
        HandledPartition driven = await _gates.StartAsync(options => (options.MaxConcurrentEvents, options.MaxInFlightEvents) = (4, 4));
        await driven.DeliverAsync(Events.Keyed("slow0 a1"));
        await _gates.UntilRunningAsync(0, 1);
        _gates.Finish(1);
        await driven.DeliverAsync(Events.Keyed("a2 a3"));
        _gates.Finish(2);
        _gates.Finish(3);
        await _gates.UntilFinishedAsync(1, 2, 3);
        Task bounded = driven.DeliverAsync(Events.Keyed("a4 a5"));
        bounded.IsCompleted.ShouldBeFalse();
        _gates.Finish(0);
        await bounded;
        _gates.FinishAll();
        await driven.UntilStoredAsync(5);
    }

    [Fact]
    public async Task The_bound_on_uncovered_events_holds_and_waits_for_handlers_too()
    {
        HandledPartition driven = await _gates.StartAsync(options => (options.BatchSize, options.MaxUncheckpointedEvents) = (2, 4));
        await driven.DeliverAsync(Events.Keyed("a0 b1"));
        await driven.DeliverAsync(Events.Keyed("c2 d3"));
        Task bounded = driven.DeliverAsync(Events.Keyed("e4 f5"));
        await _gates.UntilRunningAsync(0, 1, 2, 3);
        _gates.Finish(1);
        _gates.Finish(0);
        await bounded;
        await _gates.UntilRunningAsync(2, 3, 4, 5);
        (await driven.StoredAsync()).ShouldBe(1);
        _gates.FinishAll();
    }

    [Fact]
    public async Task A_poisonous_event_stops_the_partition_also_if_no_further_event_comes()
    {
        HandledPartition driven = await _gates.StartAsync();
        await driven.DeliverAsync(Events.Keyed("a0 b1 b2 c3"));
        await _gates.UntilRunningAsync(0, 1, 3);
        _gates.Fail(1);
        await Eventually.UntilAsync(() => driven.Failure is not null, "the failure");
        (await Should.ThrowAsync<InvalidOperationException>(driven.DeliverAsync([]))).Message.ShouldBe("event 1");
        await Should.ThrowAsync<InvalidOperationException>(driven.DeliverAsync(Events.Keyed("d4")));
        _gates.FinishAll();
        await driven.RestartAsync();
        (await driven.StoredAsync()).ShouldBe(0);
        _gates.Started.ShouldNotContain(2);
        _gates.Started.ShouldNotContain(4);
    }

    [Fact]
    public async Task A_failure_ends_the_wait_for_room_at_once()
    {
        HandledPartition driven = await _gates.StartAsync(options => options.MaxInFlightEvents = 8);
        Task delivery = driven.DeliverAsync(Events.Keyed("a0 b1 c2 d3 e4 f5 g6 h7 i8"));
        await _gates.UntilRunningAsync(0, 1, 2, 3, 4, 5, 6, 7);
        delivery.IsCompleted.ShouldBeFalse();
        _gates.Fail(3);
        await Should.ThrowAsync<InvalidOperationException>(delivery);
        _gates.FinishAll();
    }

    [Theory]
    [InlineData(PoisonPolicy.Skip)]
    [InlineData(PoisonPolicy.DeadLetter)]
    public async Task Poison_of_one_key_is_passed_and_its_next_event_comes_after_it(PoisonPolicy policy)
    {
        var sink = new FuncSink();
        HandledPartition driven = await _gates.StartAsync(options => (options.PoisonPolicy, options.DeadLetterSink) = (policy, sink));
        await driven.DeliverAsync(Events.Keyed("a0 a1"));
        await _gates.UntilRunningAsync(0);
        _gates.Fail(0);
        await _gates.UntilRunningAsync(1);
        _gates.Finish(1);
        await driven.UntilStoredAsync(1);
        sink.Letters.Length.ShouldBe(policy == PoisonPolicy.DeadLetter ? 1 : 0);
    }

    [Fact]
    public async Task The_pause_after_a_failure_doubles_although_other_keys_get_on()
    {
        HandledPartition driven = await _gates.StartAsync();
        double[] seconds = new double[3];
        for (int round = 0; round < seconds.Length; round++)
        {
            await driven.DeliverAsync(Events.Keyed("a0 b1"));
            await _gates.UntilRunningAsync(0, 1);
            _gates.Finish(1);
            await _gates.UntilRunningAsync(0);
            _gates.Fail(0);
            await Eventually.UntilAsync(() => driven.Failure is not null, "the failure");
            DateTimeOffset start = driven.Clock.GetUtcNow();
            await driven.RestartAsync();
            seconds[round] = (driven.Clock.GetUtcNow() - start).TotalSeconds;
            _gates.Reset();
        }

        seconds[0].ShouldBeInRange(0.5, 1.2);
        seconds[1].ShouldBeInRange(1, 2.2);
        seconds[2].ShouldBeInRange(2, 4.2);
    }

    [Fact]
    public async Task A_handler_of_batches_cannot_have_several_events_at_once() => (await Should.ThrowAsync<Microsoft.Extensions.Options.OptionsValidationException>(
        HandledPartition.StartBatchesAsync((_, _, _) => Task.CompletedTask, options => options.MaxConcurrentEvents = 2))).Message.ShouldContain("MaxConcurrentEvents is '2'");
}
