using System.Collections.Concurrent;
using Checkpointing.Processor.Handling;
using Checkpointing.Processor.Hosting;
using Polly;
using Polly.Retry;
using Polly.Timeout;
using Processor.Tests.Support;

namespace Processor.Tests.Handling;

public sealed class RetryTests
{
    private readonly ConcurrentQueue<long> _calls = new();
    private HandledPartition? _driven;

    [Fact]
    public async Task A_handler_that_fails_is_called_again_in_place_and_the_events_after_it_wait()
    {
        _driven = await HandledPartition.StartAsync((eventData, _, _) =>
        {
            _calls.Enqueue(eventData.SequenceNumber);
            return eventData.SequenceNumber == 1 && _calls.Count(call => call == 1) < 3 ? throw new InvalidOperationException("not yet") : Task.CompletedTask;
        });
        await _driven.EndAsync(_driven.DeliverAsync(Events.Range(0, 3)));
        _calls.ShouldBe([0, 1, 1, 1, 2]);
        await _driven.UntilStoredAsync(2);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(3, 4)]
    public async Task After_so_many_retries_the_exception_of_the_last_attempt_leaves(int retries, int calls)
    {
        _driven = await FailingAsync(options => options.HandlerRetry.MaxRetries = retries);
        Exception exception = await Should.ThrowAsync<InvalidOperationException>(_driven.EndAsync(_driven.DeliverAsync(Events.Range(0, 3))));
        exception.Message.ShouldBe($"call {calls}");
        _calls.Count.ShouldBe(calls);
    }

    [Fact]
    public async Task Pauses_grow_and_keep_to_the_longest()
    {
        _driven = await FailingAsync(options => options.HandlerRetry = new HandlerRetryOptions { MaxRetries = 4, Delay = TimeSpan.FromSeconds(1), MaxDelay = TimeSpan.FromSeconds(2) });
        DateTimeOffset start = _driven.Clock.GetUtcNow();
        await Should.ThrowAsync<InvalidOperationException>(_driven.EndAsync(_driven.DeliverAsync(Events.Range(0, 1))));
        (_driven.Clock.GetUtcNow() - start).ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(9.5));
    }

    [Fact]
    public async Task An_exception_that_is_not_transient_is_not_tried_again()
    {
        _driven = await FailingAsync(options => options.IsTransient = exception => exception is TimeoutException);
        await Should.ThrowAsync<InvalidOperationException>(_driven.DeliverAsync(Events.Range(0, 1)));
        _calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_delegate_that_fails_is_no_reason_to_give_up()
    {
        _driven = await FailingAsync(options => options.IsTransient = _ => throw new NotSupportedException("cannot tell"));
        await Should.ThrowAsync<InvalidOperationException>(_driven.EndAsync(_driven.DeliverAsync(Events.Range(0, 1))));
        _calls.Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_pause_ends_at_once_when_the_partition_is_lost()
    {
        _driven = await FailingAsync(options => options.HandlerRetry = new HandlerRetryOptions { Delay = TimeSpan.FromHours(1), MaxDelay = TimeSpan.FromHours(1) });
        using var lost = new CancellationTokenSource();
        Task delivery = _driven.DeliverAsync(Events.Range(0, 2), lost.Token);
        await _driven.Clock.WhenArmedAsync();
        delivery.IsCompleted.ShouldBeFalse();
        await lost.CancelAsync();
        await delivery;
        _calls.Count.ShouldBe(1);
        await _driven.ReleaseAsync();
        (await _driven.StoredAsync()).ShouldBe(-1);
    }

    [Fact]
    public async Task A_pause_ends_at_once_when_a_checkpoint_was_refused()
    {
        _driven = await HandledPartition.StartAsync(
            (eventData, _, _) => eventData.SequenceNumber == 1 ? throw new InvalidOperationException() : Task.CompletedTask,
            options => options.HandlerRetry = new HandlerRetryOptions { Delay = TimeSpan.FromHours(1), MaxDelay = TimeSpan.FromHours(1) });
        await _driven.Memory.RewindAsync(TestProcessor.TheGroup, [new Checkpointing.PartitionRewind("0", null, null, "operator")], default);
        await _driven.DeliverAsync(Events.Range(0, 2)).WaitAsync(Eventually.Deadline);
    }

    [Fact]
    public async Task A_handler_that_fails_when_the_partition_is_lost_already_is_no_failure()
    {
        using var lost = new CancellationTokenSource();
        _driven = await HandledPartition.StartAsync(
            async (_, _, _) =>
            {
                await lost.CancelAsync();
                throw new InvalidOperationException();
            },
            options =>
            {
                options.HandlerRetry = new HandlerRetryOptions { Delay = TimeSpan.FromHours(1), MaxDelay = TimeSpan.FromHours(1) };
                options.HandlerTimeout = TimeSpan.FromHours(1);
            });
        await _driven.DeliverAsync(Events.Range(0, 1), lost.Token);
        await _driven.ReleaseAsync();
        (await _driven.StoredAsync()).ShouldBe(-1);
    }

    [Fact]
    public async Task A_pipeline_of_ones_own_takes_the_place_of_the_options()
    {
        ResiliencePipeline pipeline = new ResiliencePipelineBuilder()
            .AddRetry(new RetryStrategyOptions { MaxRetryAttempts = 1, Delay = TimeSpan.Zero })
            .Build();
        _driven = await FailingAsync(options => options.HandlerPipeline = pipeline);
        await Should.ThrowAsync<InvalidOperationException>(_driven.DeliverAsync(Events.Range(0, 1)));
        _calls.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_pause_of_a_pipeline_of_ones_own_ends_at_once_too()
    {
        ResiliencePipeline pipeline = new ResiliencePipelineBuilder()
            .AddRetry(new RetryStrategyOptions { MaxRetryAttempts = 5, Delay = TimeSpan.FromHours(1) })
            .Build();
        _driven = await FailingAsync(options => options.HandlerPipeline = pipeline);
        using var lost = new CancellationTokenSource();
        Task delivery = _driven.DeliverAsync(Events.Range(0, 1), lost.Token);
        await Eventually.UntilAsync(() => _calls.Count == 1, "the first attempt");
        delivery.IsCompleted.ShouldBeFalse();
        await lost.CancelAsync();
        await delivery.WaitAsync(Eventually.Deadline);
        _calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_time_limit_of_a_pipeline_of_ones_own_cancels_the_handler()
    {
        ResiliencePipeline pipeline = new ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromMilliseconds(20)).Build();
        _driven = await HandledPartition.StartAsync(
            (_, _, token) => Task.Delay(Timeout.InfiniteTimeSpan, token), options => options.HandlerPipeline = pipeline);
        await Should.ThrowAsync<TimeoutRejectedException>(_driven.DeliverAsync(Events.Range(0, 1)));
    }

    [Fact]
    public async Task An_attempt_that_is_under_way_at_a_stop_of_the_processor_may_end_and_no_other_begins()
    {
        var reached = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        _driven = await HandledPartition.StartAsync(async (eventData, _, _) =>
        {
            _calls.Enqueue(eventData.SequenceNumber);
            if (_calls.Count == 1)
            {
                throw new InvalidOperationException("once");
            }

            reached.SetResult();
            await goOn.Task;
        });
        using var stop = new CancellationTokenSource();
        Task delivery = _driven.DeliverAsync(Events.Range(0, 2), stop.Token);
        await _driven.AdvanceUntilAsync(() => reached.Task.IsCompleted, TimeSpan.FromMilliseconds(100), "the second attempt");
        using IDisposable stopping = _driven.BeginStop();
        await stop.CancelAsync();
        goOn.SetResult();
        await delivery;
        await _driven.UntilStoredAsync(0);
        _calls.ShouldBe([0, 0]);
    }

    private Task<HandledPartition> FailingAsync(Action<EventHubsProcessorOptions> configure) => HandledPartition.StartAsync(
        (eventData, _, _) =>
        {
            _calls.Enqueue(eventData.SequenceNumber);
            throw new InvalidOperationException($"call {_calls.Count}");
        },
        configure);
}
