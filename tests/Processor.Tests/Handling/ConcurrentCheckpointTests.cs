using Azure.Messaging.EventHubs;
using Checkpointing;
using Checkpointing.Policies;
using Processor.Tests.Support;

namespace Processor.Tests.Handling;

/// <summary>Where the checkpoint stands while several events of a partition run at once.</summary>
public sealed class ConcurrentCheckpointTests
{
    private readonly HandlerGates _gates = new();

    [Fact]
    public async Task The_checkpoint_follows_the_run_without_a_gap()
    {
        HandledPartition driven = await _gates.StartAsync();
        await driven.DeliverAsync(Events.Keyed("a0 b1 c2"));
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
    public async Task The_end_of_a_batch_is_where_the_run_passes_it()
    {
        HandledPartition driven = await _gates.StartAsync(options => options.CheckpointPolicy = CheckpointPolicy.EndOfBatch);
        await driven.DeliverAsync(Events.Keyed("a0 b1"));
        await driven.DeliverAsync(Events.Keyed("c2 d3"));
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
    public async Task A_checkpoint_at_an_event_waits_for_those_before_it_and_finishes_none_of_them()
    {
        HandledPartition driven = await _gates.StartAsync(options => options.CheckpointPolicy = CheckpointPolicy.Manual);
        Task<CheckpointOutcome>? checkpoint = null;
        _gates.OnStart = (eventData, context, token) =>
        {
            if (eventData.SequenceNumber == 1)
            {
                checkpoint = context.CheckpointAsync(eventData, token);
            }
        };
        await driven.DeliverAsync(Events.Keyed("a0 b1 c2"));
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
        HandledPartition driven = await _gates.StartAsync();
        Task<CheckpointOutcome>? checkpoint = null;
        _gates.OnStart = (eventData, context, token) => checkpoint = eventData.SequenceNumber == 1 ? context.CheckpointAsync(eventData, token) : checkpoint;
        await driven.DeliverAsync(Events.Keyed("a0 b1"));
        await _gates.UntilRunningAsync(0, 1);
        _gates.Fail(0);
        await Should.ThrowAsync<OperationCanceledException>(checkpoint!);
        _gates.FinishAll();
    }

    [Fact]
    public async Task A_handler_cannot_mark_another_event_than_its_own()
    {
        HandledPartition driven = await _gates.StartAsync();
        EventData[] events = Events.Keyed("a0 b1");
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
        HandledPartition driven = await _gates.StartAsync();
        _gates.OnStart = (eventData, context, _) => context.MarkProcessed(eventData);
        await driven.DeliverAsync(Events.Keyed("a0 a1"));
        await driven.UntilStoredAsync(0);
        _gates.Started.ShouldBe([0]);
        _gates.FinishAll();
        await driven.UntilStoredAsync(1);
    }
}
