using Azure.Messaging.EventHubs;
using Checkpointing;
using Checkpointing.Processor.Handling;
using Checkpointing.Processor.Hosting;
using Processor.Tests.Support;

namespace Processor.Tests.Handling;

public sealed class MisbehaviourTests
{
    private readonly TaskCompletionSource _zombie = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _zombieSaw = [];
    private int _calls;

    [Fact]
    public async Task A_handler_that_takes_too_long_is_cancelled_and_called_again()
    {
        HandledPartition driven = await HandledPartition.StartAsync(
            (_, _, token) => Interlocked.Increment(ref _calls) == 1 ? Task.Delay(Timeout.InfiniteTimeSpan, token) : Task.CompletedTask, Limit);
        await driven.EndAsync(driven.DeliverAsync([Events.At(0)]));
        _calls.ShouldBe(2);
        await driven.UntilStoredAsync(0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task After_all_retries_a_handler_that_takes_too_long_is_a_timeout(int retries)
    {
        HandledPartition driven = await HandledPartition.StartAsync(
            (_, _, token) =>
            {
                Interlocked.Increment(ref _calls);
                return Task.Delay(Timeout.InfiniteTimeSpan, token);
            },
            options =>
            {
                Limit(options);
                options.HandlerRetry.MaxRetries = retries;
            });
        (await Should.ThrowAsync<TimeoutException>(driven.EndAsync(driven.DeliverAsync([Events.At(0)])))).Message.ShouldContain("00:00:30");
        _calls.ShouldBe(retries + 1);
    }

    [Fact]
    public async Task A_handler_that_returns_after_its_time_has_not_processed_its_event()
    {
        HandledPartition driven = await HandledPartition.StartAsync(
            async (_, _, token) =>
            {
                if (Interlocked.Increment(ref _calls) == 1)
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            },
            Limit);
        await driven.EndAsync(driven.DeliverAsync([Events.At(0)]));
        _calls.ShouldBe(2);
    }

    [Fact]
    public async Task A_handler_that_ignores_its_token_is_given_up_and_what_it_does_later_changes_nothing()
    {
        HandledPartition driven = await StartWithZombieAsync();
        Task delivery = driven.DeliverAsync([Events.At(0)]);
        await Should.ThrowAsync<TimeoutException>(driven.EndAsync(delivery));
        _zombie.SetResult();
        await Eventually.UntilAsync(() => _zombieSaw.Count == 3, "the zombie's end");
        _zombieSaw.ShouldBe(["IsStopping True", "CheckpointAsync(event) OperationCanceledException", "CheckpointAsync OperationCanceledException"]);
        await driven.RestartAsync();
        (await driven.StoredAsync()).ShouldBe(-1);
    }

    [Fact]
    public async Task A_handler_that_blocks_its_thread_is_given_up_as_well()
    {
        using var block = new ManualResetEventSlim();
        HandledPartition driven = await HandledPartition.StartAsync(
            (_, _, _) =>
            {
                if (Interlocked.Increment(ref _calls) == 1)
                {
                    block.Wait(CancellationToken.None);
                }

                return Task.CompletedTask;
            },
            Limit);
        await driven.EndAsync(driven.DeliverAsync(Events.Range(0, 2)));
        _calls.ShouldBe(3);
        await driven.UntilStoredAsync(1);
        block.Set();
    }

    [Fact]
    public async Task The_grace_is_waited_for()
    {
        HandledPartition driven = await StartWithZombieAsync();
        DateTimeOffset start = driven.Clock.GetUtcNow();
        await Should.ThrowAsync<TimeoutException>(driven.EndAsync(driven.DeliverAsync([Events.At(0)])));
        (driven.Clock.GetUtcNow() - start).ShouldBeInRange(TimeSpan.FromSeconds(35), TimeSpan.FromSeconds(36));
        _zombie.SetResult();
    }

    [Fact]
    public async Task What_a_handler_marked_before_it_was_given_up_stays_marked()
    {
        HandledPartition driven = await HandledPartition.StartBatchesAsync(
            async (events, context, _) =>
            {
                context.MarkProcessed(events[1]);
                await _zombie.Task;
                context.MarkProcessed(events[3]);
                Interlocked.Increment(ref _calls);
            },
            options =>
            {
                Limit(options);
                options.HandlerRetry.MaxRetries = 0;
            });
        await Should.ThrowAsync<TimeoutException>(driven.EndAsync(driven.DeliverAsync(Events.Range(0, 5))));
        _zombie.SetResult();
        await Eventually.UntilAsync(() => Volatile.Read(ref _calls) > 0, "the zombies' end");
        await driven.RestartAsync();
        (await driven.StoredAsync()).ShouldBe(1, "event 3 was marked by a call that had been given up");
    }

    [Theory]
    [InlineData(0, -1)]
    [InlineData(1, -1)]
    public async Task A_handler_of_single_events_that_was_told_to_stop_and_returns_has_not_processed_its_event(int index, long stored)
    {
        using var stop = new CancellationTokenSource();
        HandledPartition driven = await HandledPartition.StartAsync(async (eventData, context, _) =>
        {
            if (eventData.SequenceNumber == index)
            {
                await stop.CancelAsync();
                context.IsStopping.ShouldBeTrue();
            }
        });
        using IDisposable stopping = driven.BeginStop();
        await driven.DeliverAsync(Events.Range(0, 3), stop.Token);
        await driven.ReleaseAsync();
        (await driven.StoredAsync()).ShouldBe(index + stored);
    }

    [Fact]
    public async Task A_context_that_outlives_its_session_cannot_move_the_checkpoint()
    {
        ProcessingContext? former = null;
        HandledPartition driven = await HandledPartition.StartAsync(
            (eventData, context, _) =>
            {
                former ??= context;
                return eventData.SequenceNumber == 3 && ReferenceEquals(former, context) ? throw new InvalidOperationException("once") : Task.CompletedTask;
            },
            options => options.HandlerRetry.MaxRetries = 0);
        EventData[] events = Events.Range(0, 5);
        await Should.ThrowAsync<InvalidOperationException>(driven.DeliverAsync(events));
        await driven.RestartAsync();
        (await driven.StoredAsync()).ShouldBe(2);
        former!.MarkProcessed(events[4]);
        (await Should.ThrowAsync<InvalidOperationException>(former.CheckpointAsync(events[4]))).Message.ShouldContain("has ended");
        await Should.ThrowAsync<InvalidOperationException>(former.CheckpointAsync());
        (await driven.StoredAsync()).ShouldBe(2);
        await driven.DeliverAsync(events[3..]);
        await driven.UntilStoredAsync(4);
    }

    private static void Limit(EventHubsProcessorOptions options) => options.HandlerTimeout = TimeSpan.FromSeconds(30);

    private Task<HandledPartition> StartWithZombieAsync() => HandledPartition.StartAsync(
        async (eventData, context, _) =>
        {
            await _zombie.Task;
            _zombieSaw.Add($"IsStopping {context.IsStopping}");
            context.MarkProcessed(eventData);
            await NoteAsync("CheckpointAsync(event)", () => context.CheckpointAsync(eventData));
            await NoteAsync("CheckpointAsync", () => context.CheckpointAsync());
        },
        options =>
        {
            Limit(options);
            options.HandlerRetry.MaxRetries = 0;
        });

    private async Task NoteAsync(string what, Func<Task<CheckpointOutcome>> call)
    {
        try
        {
            _zombieSaw.Add($"{what} {await call()}");
        }
        catch (OperationCanceledException exception)
        {
            _zombieSaw.Add($"{what} {exception.GetType().Name}");
        }
    }
}
