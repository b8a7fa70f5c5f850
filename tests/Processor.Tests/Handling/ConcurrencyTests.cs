using Azure.Messaging.EventHubs;
using Checkpointing;
using Checkpointing.Policies;
using Checkpointing.Processor.Handling;
using Checkpointing.Processor.Hosting;
using Processor.Tests.Support;

namespace Processor.Tests.Handling;

public sealed class ConcurrencyTests
{
    private readonly HandlerGates _gates = new();

    [Fact]
    public async Task Events_with_different_keys_run_at_once_and_those_with_the_same_in_order()
    {
        HandledPartition driven = await StartAsync();
        await driven.DeliverAsync(Keyed("a0 b1 a2 c3"));
        await _gates.UntilRunningAsync(0, 1, 3);
        _gates.Finish(0);
        await _gates.UntilRunningAsync(1, 2, 3);
        _gates.FinishAll();
        await driven.UntilStoredAsync(3);
    }

    [Fact]
    public async Task Events_without_a_key_do_not_wait_for_each_other()
    {
        HandledPartition driven = await StartAsync();
        await driven.DeliverAsync(Events.Range(0, 3));
        await _gates.UntilRunningAsync(0, 1, 2);
        _gates.FinishAll();
    }

    [Fact]
    public async Task The_key_can_be_ones_own()
    {
        HandledPartition driven = await StartAsync(options => options.ConcurrencyKey = eventData => $"{eventData.SequenceNumber / 2}");
        await driven.DeliverAsync(Keyed("a0 b1 a2 b3"));
        await _gates.UntilRunningAsync(0, 2);
        _gates.FinishAll();
    }

    [Fact]
    public async Task The_partition_key_is_the_key_unless_another_is_set()
    {
        HandledPartition driven = await StartAsync(options => options.ConcurrencyKey = null);
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
        HandledPartition driven = await StartAsync(options => options.MaxConcurrentEvents = 2);
        await driven.DeliverAsync(Keyed("a0 a1 b2 c3 d4"));
        await _gates.UntilRunningAsync(0, 2);
        _gates.Finish(0);
        await _gates.UntilRunningAsync(1, 2);
        _gates.Finish(2);
        await _gates.UntilRunningAsync(1, 3);
        _gates.FinishAll();
        await driven.UntilStoredAsync(4);
    }

    [Fact]
    public async Task The_checkpoint_follows_the_run_without_a_gap()
    {
        HandledPartition driven = await StartAsync();
        await driven.DeliverAsync(Keyed("a0 b1 c2"));
        await _gates.UntilRunningAsync(0, 1, 2);
        _gates.Finish(2);
        await _gates.UntilRunningAsync(0, 1);
        _gates.Finish(0);
        await driven.UntilStoredAsync(0);
        _gates.Finish(1);
        await driven.UntilStoredAsync(2);
        driven.Store.Calls.Where(call => call.StartsWith("write")).ShouldBe(["write 0@0", "write 0@2"]);
    }

    [Fact]
    public async Task A_slow_key_holds_nobody_up_until_the_bound_on_what_is_in_flight()
    {
        HandledPartition driven = await StartAsync(options => (options.MaxConcurrentEvents, options.MaxInFlightEvents) = (4, 4));
        await driven.DeliverAsync(Keyed("slow0 a1"));
        await _gates.UntilRunningAsync(0, 1);
        _gates.Finish(1);
        await driven.DeliverAsync(Keyed("a2 a3"));
        _gates.Finish(2);
        _gates.Finish(3);
        await _gates.UntilFinishedAsync(1, 2, 3);
        Task bounded = driven.DeliverAsync(Keyed("a4 a5"));
        bounded.IsCompleted.ShouldBeFalse();
        _gates.Finish(0);
        await bounded;
        _gates.FinishAll();
        await driven.UntilStoredAsync(5);
    }

    [Fact]
    public async Task The_bound_on_uncovered_events_holds_and_waits_for_handlers_too()
    {
        HandledPartition driven = await StartAsync(options => (options.BatchSize, options.MaxUncheckpointedEvents) = (2, 4));
        await driven.DeliverAsync(Keyed("a0 b1"));
        await driven.DeliverAsync(Keyed("c2 d3"));
        Task bounded = driven.DeliverAsync(Keyed("e4 f5"));
        await _gates.UntilRunningAsync(0, 1, 2, 3);
        _gates.Finish(1);
        _gates.Finish(0);
        await bounded;
        await _gates.UntilRunningAsync(2, 3, 4, 5);
        (await driven.StoredAsync()).ShouldBe(1);
        _gates.FinishAll();
    }

    [Fact]
    public async Task The_end_of_a_batch_is_where_the_run_passes_it()
    {
        HandledPartition driven = await StartAsync(options => options.CheckpointPolicy = CheckpointPolicy.EndOfBatch);
        await driven.DeliverAsync(Keyed("a0 b1"));
        await driven.DeliverAsync(Keyed("c2 d3"));
        await _gates.UntilRunningAsync(0, 1, 2, 3);
        _gates.Finish(1);
        _gates.Finish(2);
        await _gates.UntilRunningAsync(0, 3);
        driven.Store.Calls.ShouldNotContain(call => call.StartsWith("write"));
        _gates.Finish(0);
        await driven.UntilStoredAsync(2);
        _gates.Finish(3);
        await driven.UntilStoredAsync(3);
    }

    [Fact]
    public async Task A_poisonous_event_stops_the_partition_also_if_no_further_event_comes()
    {
        HandledPartition driven = await StartAsync();
        await driven.DeliverAsync(Keyed("a0 b1 b2 c3"));
        await _gates.UntilRunningAsync(0, 1, 3);
        _gates.Fail(1);
        await Eventually.UntilAsync(() => driven.Failure is not null, "the failure");
        (await Should.ThrowAsync<InvalidOperationException>(driven.DeliverAsync([]))).Message.ShouldBe("event 1");
        await Should.ThrowAsync<InvalidOperationException>(driven.DeliverAsync(Keyed("d4")));
        _gates.FinishAll();
        await driven.RestartAsync();
        (await driven.StoredAsync()).ShouldBe(0);
        _gates.Started.ShouldNotContain(2);
        _gates.Started.ShouldNotContain(4);
    }

    [Fact]
    public async Task A_failure_ends_the_wait_for_room_at_once()
    {
        HandledPartition driven = await StartAsync(options => options.MaxInFlightEvents = 8);
        Task delivery = driven.DeliverAsync(Keyed("a0 b1 c2 d3 e4 f5 g6 h7 i8"));
        await _gates.UntilRunningAsync(0, 1, 2, 3, 4, 5, 6, 7);
        delivery.IsCompleted.ShouldBeFalse();
        _gates.Fail(3);
        await Should.ThrowAsync<InvalidOperationException>(delivery);
        _gates.FinishAll();
    }

    [Fact]
    public async Task A_stop_of_the_processor_lets_those_that_run_finish_and_begins_no_other()
    {
        HandledPartition driven = await StartAsync();
        using var stop = new CancellationTokenSource();
        await driven.DeliverAsync(Keyed("a0 b1 a2"), stop.Token);
        await _gates.UntilRunningAsync(0, 1);
        using IDisposable stopping = driven.BeginStop();
        await stop.CancelAsync();
        Task release = driven.ReleaseAsync();
        _gates.Cancelled.ShouldBeEmpty();
        release.IsCompleted.ShouldBeFalse();
        _gates.Finish(1);
        _gates.Finish(0);
        await release;
        driven.Store.Calls[^2..].ShouldBe(["write 0@1", "release 0"]);
        _gates.Started.ShouldNotContain(2);
    }

    [Fact]
    public async Task A_stop_cancels_those_that_go_on_after_their_time_and_stores_the_run_before_them()
    {
        HandledPartition driven = await StartAsync();
        using var stop = new CancellationTokenSource();
        await driven.DeliverAsync(Keyed("a0 b1 c2"), stop.Token);
        await _gates.UntilRunningAsync(0, 1, 2);
        _gates.Finish(0);
        _gates.Finish(2);
        await _gates.UntilRunningAsync(1);
        using IDisposable stopping = driven.BeginStop();
        await stop.CancelAsync();
        Task release = driven.ReleaseAsync();
        _gates.Cancelled.ShouldBeEmpty();
        await driven.EndAsync(release);
        _gates.Cancelled.ShouldBe([1]);
        (await driven.StoredAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_handler_that_ignores_a_stop_delays_it_by_no_more_than_the_two_limits()
    {
        HandledPartition driven = await StartAsync();
        using var stop = new CancellationTokenSource();
        await driven.DeliverAsync(Keyed("a0 zombie1"), stop.Token);
        await _gates.UntilRunningAsync(0, 1);
        _gates.Finish(0);
        using IDisposable stopping = driven.BeginStop();
        await stop.CancelAsync();
        DateTimeOffset start = driven.Clock.GetUtcNow();
        await driven.EndAsync(driven.ReleaseAsync());
        (driven.Clock.GetUtcNow() - start).ShouldBeInRange(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(21));
        (await driven.StoredAsync()).ShouldBe(0);
        _gates.FinishAll();
    }

    [Fact]
    public async Task A_lost_partition_cancels_all_at_once()
    {
        HandledPartition driven = await StartAsync();
        using var lost = new CancellationTokenSource();
        await driven.DeliverAsync(Keyed("a0 b1 a2"), lost.Token);
        await _gates.UntilRunningAsync(0, 1);
        await lost.CancelAsync();
        await Eventually.UntilAsync(() => _gates.Cancelled.Length == 2, "both handlers");
        await driven.RestartAsync();
        (await driven.StoredAsync()).ShouldBe(-1);
    }

    [Fact]
    public async Task A_checkpoint_at_an_event_waits_for_those_before_it_and_finishes_none_of_them()
    {
        HandledPartition driven = await StartAsync(options => options.CheckpointPolicy = CheckpointPolicy.Manual);
        Task<CheckpointOutcome>? checkpoint = null;
        _gates.OnStart = (eventData, context, token) =>
        {
            if (eventData.SequenceNumber == 1)
            {
                checkpoint = context.CheckpointAsync(eventData, token);
            }
        };
        await driven.DeliverAsync(Keyed("a0 b1 c2"));
        await _gates.UntilRunningAsync(0, 1, 2);
        _gates.Finish(2);
        await _gates.UntilRunningAsync(0, 1);
        checkpoint!.IsCompleted.ShouldBeFalse();
        (await driven.StoredAsync()).ShouldBe(-1);
        _gates.Finish(0);
        (await checkpoint).ShouldBe(CheckpointOutcome.Written);
        (await driven.StoredAsync()).ShouldBeGreaterThanOrEqualTo(1);
        _gates.FinishAll();
    }

    [Fact]
    public async Task All_handlers_may_wait_for_their_checkpoints_at_once()
    {
        const int Count = 200;
        HandledPartition driven = await HandledPartition.StartAsync(
            async (eventData, context, token) => await context.CheckpointAsync(eventData, token),
            options =>
            {
                options.CheckpointPolicy = CheckpointPolicy.Manual;
                options.MaxConcurrentEvents = 3;
                options.ConcurrencyKey = eventData => $"{eventData.SequenceNumber * 7 % 5}";
            });
        await driven.DeliverAsync(Events.Range(0, Count));
        await driven.UntilStoredAsync(Count - 1);
    }

    [Fact]
    public async Task A_checkpoint_that_waits_ends_with_the_session()
    {
        HandledPartition driven = await StartAsync();
        Task<CheckpointOutcome>? checkpoint = null;
        _gates.OnStart = (eventData, context, token) => checkpoint = eventData.SequenceNumber == 1 ? context.CheckpointAsync(eventData, token) : checkpoint;
        await driven.DeliverAsync(Keyed("a0 b1"));
        await _gates.UntilRunningAsync(0, 1);
        _gates.Fail(0);
        await Should.ThrowAsync<OperationCanceledException>(checkpoint!);
        _gates.FinishAll();
    }

    [Fact]
    public async Task A_handler_cannot_mark_another_event_than_its_own()
    {
        HandledPartition driven = await StartAsync();
        EventData[] events = Keyed("a0 b1");
        var seen = new List<Exception>();
        _gates.OnStart = (eventData, context, token) =>
        {
            if (eventData.SequenceNumber == 0)
            {
                seen.Add(Should.Throw<ArgumentException>(() => context.MarkProcessed(events[1])));
                seen.Add(Should.Throw<ArgumentException>(() => { _ = context.CheckpointAsync(events[1], token); }));
            }
        };
        await driven.DeliverAsync(events);
        await _gates.UntilRunningAsync(0, 1);
        seen.Count.ShouldBe(2);
        seen[0].Message.ShouldContain("event 0");
        _gates.Finish(0);
        await driven.UntilStoredAsync(0);
        _gates.FinishAll();
    }

    [Fact]
    public async Task An_event_that_is_marked_lets_the_run_pass_before_its_handler_returns_and_still_holds_its_key()
    {
        HandledPartition driven = await StartAsync();
        _gates.OnStart = (eventData, context, _) => context.MarkProcessed(eventData);
        await driven.DeliverAsync(Keyed("a0 a1"));
        await driven.UntilStoredAsync(0);
        _gates.Started.ShouldBe([0]);
        _gates.FinishAll();
        await driven.UntilStoredAsync(1);
    }

    [Fact]
    public async Task A_handler_that_was_told_to_stop_and_returns_has_not_processed_its_event()
    {
        HandledPartition driven = await StartAsync();
        using var stop = new CancellationTokenSource();
        ProcessingContext? context = null;
        _gates.OnStart = (_, its, _) => context = its;
        await driven.DeliverAsync(Keyed("a0"), stop.Token);
        await _gates.UntilRunningAsync(0);
        using IDisposable stopping = driven.BeginStop();
        await stop.CancelAsync();
        context!.IsStopping.ShouldBeTrue();
        _gates.Finish(0);
        await driven.ReleaseAsync();
        (await driven.StoredAsync()).ShouldBe(-1);
    }

    [Theory]
    [InlineData(PoisonPolicy.Skip)]
    [InlineData(PoisonPolicy.DeadLetter)]
    public async Task Poison_of_one_key_is_passed_and_its_next_event_comes_after_it(PoisonPolicy policy)
    {
        var sink = new FuncSink();
        HandledPartition driven = await StartAsync(options => (options.PoisonPolicy, options.DeadLetterSink) = (policy, sink));
        await driven.DeliverAsync(Keyed("a0 a1"));
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
        HandledPartition driven = await StartAsync();
        double[] seconds = new double[3];
        for (int round = 0; round < seconds.Length; round++)
        {
            await driven.DeliverAsync(Keyed("a0 b1"));
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

    /// <summary>Events with their keys, such as "a0 b1": key a with sequence number 0, key b with 1.</summary>
    private static EventData[] Keyed(string text) =>
    [
        .. text.Split(' ').Select(word => EventHubsModelFactory.EventData(
            new BinaryData(word),
            partitionKey: word.TrimEnd("0123456789".ToCharArray()),
            sequenceNumber: long.Parse(word.TrimStart("abcdefghijklmnopqrstuvwxyz".ToCharArray())),
            offsetString: $"o{word}")),
    ];

    private Task<HandledPartition> StartAsync(Action<EventHubsProcessorOptions>? configure = null) => HandledPartition.StartAsync(
        _gates.HandleAsync,
        options =>
        {
            options.MaxConcurrentEvents = 8;
            options.HandlerRetry.MaxRetries = 0;
            configure?.Invoke(options);
        });
}
