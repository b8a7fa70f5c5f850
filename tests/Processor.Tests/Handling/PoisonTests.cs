using Azure.Messaging.EventHubs;
using Checkpointing.Processor.Handling;
using Checkpointing.Processor.Hosting;
using Processor.Tests.Support;

namespace Processor.Tests.Handling;

public sealed class PoisonTests
{
    private readonly List<long> _handled = [];
    private long _poison = 2;

    [Fact]
    public async Task By_default_the_partition_stops_and_keeps_what_was_finished_before()
    {
        HandledPartition driven = await StartAsync(PoisonPolicy.StopPartition);
        InvalidOperationException failure = await Should.ThrowAsync<InvalidOperationException>(driven.DeliverAsync(Events.Range(0, 4)));
        failure.Message.ShouldBe("poison");
        await driven.RestartAsync();
        (await driven.StoredAsync()).ShouldBe(1);
        _poison = -1;
        await driven.DeliverAsync(Events.Range(2, 2));
        await driven.UntilStoredAsync(3);
        _handled.ShouldBe([0, 1, 2, 3]);
    }

    [Fact]
    public async Task The_pause_before_the_next_start_doubles_at_the_same_event_and_begins_anew_behind_it()
    {
        HandledPartition driven = await StartAsync(PoisonPolicy.StopPartition);
        (await PauseAfterAsync(driven, Events.Range(0, 4))).ShouldBeInRange(0.5, 1.2);
        (await PauseAfterAsync(driven, Events.Range(2, 2))).ShouldBeInRange(1, 2.2);
        (await PauseAfterAsync(driven, Events.Range(2, 2))).ShouldBeInRange(2, 4.2);

        // Processed again on the way to the same place: that is no progress.
        await driven.DeliverAsync(Events.Range(0, 2));
        (await PauseAfterAsync(driven, Events.Range(2, 2))).ShouldBeInRange(4, 8.2);
        _poison = 5;
        await driven.DeliverAsync(Events.Range(2, 3));
        (await PauseAfterAsync(driven, Events.Range(5, 1))).ShouldBeInRange(0.5, 1.2);
    }

    [Fact]
    public async Task A_skipped_event_counts_as_processed()
    {
        HandledPartition driven = await StartAsync(PoisonPolicy.Skip);
        await driven.DeliverAsync(Events.Range(0, 3));
        await driven.UntilStoredAsync(2);
        _handled.ShouldBe([0, 1]);
        await driven.DeliverAsync([Events.At(3)]);
        await driven.UntilStoredAsync(3);
    }

    [Fact]
    public async Task A_dead_letter_is_stored_before_the_checkpoint_passes_its_event()
    {
        var stored = new TaskCompletionSource();
        var reached = new TaskCompletionSource();
        var sink = new FuncSink(async (_, _) =>
        {
            reached.SetResult();
            await stored.Task;
        });
        HandledPartition driven = await StartAsync(PoisonPolicy.DeadLetter, sink);
        Task delivery = driven.DeliverAsync(Events.Range(0, 4));
        await reached.Task;
        await driven.UntilStoredAsync(1);
        delivery.IsCompleted.ShouldBeFalse();
        stored.SetResult();
        await delivery;
        await driven.UntilStoredAsync(3);
        _handled.ShouldBe([0, 1, 3]);
    }

    [Fact]
    public async Task A_dead_letter_tells_where_the_event_stood_and_why_it_failed()
    {
        var sink = new FuncSink();
        HandledPartition driven = await StartAsync(PoisonPolicy.DeadLetter, sink, options => options.HandlerRetry.MaxRetries = 2);
        DateTimeOffset start = driven.Clock.GetUtcNow();
        await driven.EndAsync(driven.DeliverAsync(Events.Range(0, 4)));
        DeadLetter letter = sink.Letters.ShouldHaveSingleItem();
        (letter.FullyQualifiedNamespace, letter.EventHubName, letter.ConsumerGroup, letter.PartitionId)
            .ShouldBe(("test.servicebus.windows.net", "Orders", "$Default", "0"));
        (letter.SequenceNumber, letter.Offset, letter.Attempts).ShouldBe((2, "o2", 3));
        (letter.ExceptionType, letter.ExceptionMessage).ShouldBe(("System.InvalidOperationException", "poison"));
        letter.ExceptionStackTrace.ShouldContain(nameof(PoisonTests));
        letter.Time.ShouldBeInRange(start, driven.Clock.GetUtcNow());
        letter.ToString().ShouldBe("Orders/0/2 after 3 attempts: System.InvalidOperationException: poison");
    }

    [Fact]
    public async Task A_sink_that_fails_stops_the_partition_and_skips_nothing()
    {
        bool isBroken = true;
        var sink = new FuncSink((_, _) => isBroken ? throw new IOException("disk full") : Task.CompletedTask);
        HandledPartition driven = await StartAsync(PoisonPolicy.DeadLetter, sink);
        DeadLetterException failure = await Should.ThrowAsync<DeadLetterException>(driven.DeliverAsync(Events.Range(0, 4)));
        (failure.PartitionId, failure.SequenceNumber, failure.HandlerException.Message, failure.InnerException!.Message).ShouldBe(("0", 2, "poison", "disk full"));
        await driven.RestartAsync();
        (await driven.StoredAsync()).ShouldBe(1);
        isBroken = false;
        await driven.DeliverAsync(Events.Range(2, 2));
        await driven.UntilStoredAsync(3);
        sink.Letters.Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_sink_that_hangs_does_not_hold_up_a_partition_that_is_lost()
    {
        var reached = new TaskCompletionSource();
        var sink = new FuncSink((_, _) =>
        {
            reached.SetResult();
            return new TaskCompletionSource().Task;
        });
        HandledPartition driven = await StartAsync(PoisonPolicy.DeadLetter, sink);
        using var lost = new CancellationTokenSource();
        Task delivery = driven.DeliverAsync(Events.Range(0, 4), lost.Token);
        await reached.Task;
        await lost.CancelAsync();
        await delivery.WaitAsync(Eventually.Deadline);
        await driven.ReleaseAsync();
        (await driven.StoredAsync()).ShouldBe(1);
    }

    [Theory]
    [InlineData(PoisonPolicy.Skip)]
    [InlineData(PoisonPolicy.DeadLetter)]
    public async Task A_handler_that_fails_while_the_partition_is_being_given_up_makes_no_event_poisonous(PoisonPolicy policy)
    {
        var sink = new FuncSink();
        using var lost = new CancellationTokenSource();
        HandledPartition driven = await HandledPartition.StartAsync(
            async (_, _, _) =>
            {
                await lost.CancelAsync();
                throw new InvalidOperationException("because it is stopping");
            },
            options => Set(options, policy, sink));
        await Should.ThrowAsync<InvalidOperationException>(driven.DeliverAsync(Events.Range(0, 2), lost.Token));
        await driven.RestartAsync();
        (await driven.StoredAsync()).ShouldBe(-1);
        sink.Letters.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_event_that_its_handler_marked_before_it_failed_is_processed()
    {
        var sink = new FuncSink();
        HandledPartition driven = await HandledPartition.StartAsync(
            (eventData, context, _) =>
            {
                context.MarkProcessed(eventData);
                throw new InvalidOperationException("after its work");
            },
            options => Set(options, PoisonPolicy.DeadLetter, sink));
        await driven.DeliverAsync(Events.Range(0, 2));
        await driven.UntilStoredAsync(1);
        sink.Letters.ShouldBeEmpty();
    }

    private static void Set(EventHubsProcessorOptions options, PoisonPolicy policy, FuncSink? sink)
    {
        options.PoisonPolicy = policy;
        options.DeadLetterSink = sink;
        options.HandlerRetry.MaxRetries = 0;
    }

    private static async Task<double> PauseAfterAsync(HandledPartition driven, EventData[] events)
    {
        await Should.ThrowAsync<InvalidOperationException>(driven.DeliverAsync(events));
        DateTimeOffset start = driven.Clock.GetUtcNow();
        await driven.RestartAsync();
        return (driven.Clock.GetUtcNow() - start).TotalSeconds;
    }

    private Task<HandledPartition> StartAsync(PoisonPolicy policy, FuncSink? sink = null, Action<EventHubsProcessorOptions>? configure = null) => HandledPartition.StartAsync(
        (eventData, _, _) =>
        {
            if (eventData.SequenceNumber == _poison)
            {
                throw new InvalidOperationException("poison");
            }

            _handled.Add(eventData.SequenceNumber);
            return Task.CompletedTask;
        },
        options =>
        {
            Set(options, policy, sink);
            configure?.Invoke(options);
        });
}
