using Checkpointing.Conformance;
using Checkpointing.Resilience;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Checkpointing.Abstractions.Tests.Resilience;

public sealed class StorePipelineTests
{
    private static readonly ConsumerGroup Group = new("ns", "hub", "group");
    private static readonly StoreCall Reading = new(StoreOperation.ReadCheckpoint, Group, "0");
    private static readonly StoreCall Writing = new(StoreOperation.WriteCheckpoints, Group);

    private static readonly TimeSpan AskedPause = TimeSpan.FromMilliseconds(4320);

    private readonly ManualTimeProvider _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_result_passes_through() => (await Pipeline().ExecuteAsync(Reading, _ => Task.FromResult(7), Token)).ShouldBe(7);

    [Fact]
    public async Task A_transient_fault_is_tried_again_with_growing_pauses_until_it_heals()
    {
        List<DateTimeOffset> attempts = [];
        Task<int> running = Pipeline().ExecuteAsync(
            Reading,
            _ =>
            {
                attempts.Add(_time.GetUtcNow());
                return attempts.Count < 4 ? throw new IOException("transient") : Task.FromResult(7);
            },
            Token);

        await AdvanceUntilAsync(running, TimeSpan.FromMilliseconds(10));

        (await running).ShouldBe(7);
        TimeSpan[] pauses = [.. attempts.Zip(attempts.Skip(1), (before, after) => after - before)];
        pauses.Length.ShouldBe(3);
        pauses[2].ShouldBeGreaterThan(pauses[0]);
        pauses.ShouldAllBe(pause => pause <= StoreResilienceOptions.DefaultMaxRetryDelay + TimeSpan.FromMilliseconds(10));
    }

    [Fact]
    public async Task A_backend_that_says_how_long_to_wait_is_given_that_time()
    {
        List<DateTimeOffset> attempts = [];
        Task<int> running = Pipeline().ExecuteAsync(
            Reading,
            _ =>
            {
                attempts.Add(_time.GetUtcNow());
                return attempts.Count < 2 ? throw new InsufficientMemoryException("busy") : Task.FromResult(7);
            },
            Token);

        await AdvanceUntilAsync(running, TimeSpan.FromMilliseconds(10));

        (await running).ShouldBe(7);
        (attempts[1] - attempts[0]).ShouldBe(AskedPause);
    }

    [Fact]
    public async Task Used_up_retries_end_in_a_transient_error_with_all_that_is_known()
    {
        IOException inner = new("transient");
        Task<int> running = Pipeline().ExecuteAsync<int>(Writing, _ => throw inner, Token);

        await AdvanceUntilAsync(running, TimeSpan.FromMilliseconds(100));
        CheckpointStoreException exception = await Should.ThrowAsync<CheckpointStoreException>(() => running);

        exception.Operation.ShouldBe(StoreOperation.WriteCheckpoints);
        exception.Group.ShouldBe(Group);
        exception.PartitionId.ShouldBeNull();
        exception.IsTransient.ShouldBeTrue();
        exception.MayHaveBeenApplied.ShouldBeTrue();
        exception.InnerException.ShouldBe(inner);
        exception.Message.ShouldContain("described");
    }

    [Fact]
    public async Task A_read_is_never_said_to_have_been_applied()
    {
        Task<int> running = Pipeline().ExecuteAsync<int>(Reading, _ => throw new IOException("transient"), Token);

        await AdvanceUntilAsync(running, TimeSpan.FromMilliseconds(100));

        (await Should.ThrowAsync<CheckpointStoreException>(() => running)).MayHaveBeenApplied.ShouldBeFalse();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_attempt_that_may_have_been_applied_is_not_forgotten_when_a_later_one_was_refused_for_good(bool isLost)
    {
        int attempts = 0;
        Task<int> running = Pipeline().ExecuteAsync<int>(
            Writing,
            _ => throw (++attempts > 1 ? new UnauthorizedAccessException("permanent") : isLost ? new IOException("lost") : new TimeoutException("busy")),
            Token);

        await AdvanceUntilAsync(running, TimeSpan.FromMilliseconds(100));
        CheckpointStoreException exception = await Should.ThrowAsync<CheckpointStoreException>(() => running);

        attempts.ShouldBe(2);
        exception.IsTransient.ShouldBeFalse();
        exception.MayHaveBeenApplied.ShouldBe(isLost);
    }

    [Fact]
    public async Task A_fault_in_a_later_step_of_a_change_says_that_it_may_have_been_applied()
    {
        CheckpointStoreException exception = await Should.ThrowAsync<CheckpointStoreException>(() => Pipeline().ExecuteAsync<int>(
            Writing with { IsUnderWay = true }, _ => throw new UnauthorizedAccessException("permanent"), Token));

        exception.MayHaveBeenApplied.ShouldBeTrue();
    }

    [Fact]
    public async Task A_driver_that_gives_up_by_a_limit_of_its_own_met_a_transient_fault()
    {
        int attempts = 0;
        Task<int> running = Pipeline().ExecuteAsync<int>(
            Writing,
            _ =>
            {
                attempts++;
                throw new TaskCanceledException("The operation was cancelled because it exceeded the configured timeout.");
            },
            Token);

        await AdvanceUntilAsync(running, TimeSpan.FromMilliseconds(100));
        CheckpointStoreException exception = await Should.ThrowAsync<CheckpointStoreException>(() => running);

        attempts.ShouldBe(1 + StoreResilienceOptions.DefaultMaxRetries);
        exception.IsTransient.ShouldBeTrue();
        exception.MayHaveBeenApplied.ShouldBeTrue();
        exception.Message.ShouldContain("a time limit of its own");
    }

    [Fact]
    public async Task A_permanent_fault_is_not_tried_again()
    {
        int attempts = 0;

        CheckpointStoreException exception = await Should.ThrowAsync<CheckpointStoreException>(() => Pipeline().ExecuteAsync<int>(
            Reading,
            _ =>
            {
                attempts++;
                throw new UnauthorizedAccessException("permanent");
            },
            Token));

        attempts.ShouldBe(1);
        exception.IsTransient.ShouldBeFalse();
    }

    [Fact]
    public async Task What_is_not_the_drivers_is_thrown_as_it_is() =>
        await Should.ThrowAsync<FormatException>(() => Pipeline().ExecuteAsync<int>(Reading, _ => throw new FormatException(), Token));

    [Fact]
    public async Task A_silent_store_meets_the_limit_of_the_attempt()
    {
        Task<int> running = Pipeline(new StoreResilienceOptions { AttemptTimeout = TimeSpan.FromSeconds(2), MaxRetries = 0 }).ExecuteAsync<int>(
            Writing,
            async token =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, _time, token);
                return 0;
            },
            Token);

        _time.Advance(TimeSpan.FromSeconds(2));
        CheckpointStoreException exception = await Should.ThrowAsync<CheckpointStoreException>(() => running);

        exception.IsTransient.ShouldBeTrue();
        exception.MayHaveBeenApplied.ShouldBeTrue();
        exception.Message.ShouldContain("no answer within 00:00:02");
    }

    [Fact]
    public async Task Retries_end_at_the_limit_of_the_call()
    {
        StoreResilienceOptions options = new() { OperationTimeout = TimeSpan.FromSeconds(10), MaxRetries = 100, RetryDelay = TimeSpan.FromSeconds(1) };
        Task<int> running = Pipeline(options).ExecuteAsync<int>(Reading, _ => throw new IOException("transient"), Token);

        await AdvanceUntilAsync(running, TimeSpan.FromMilliseconds(100));

        (await Should.ThrowAsync<CheckpointStoreException>(() => running)).Message.ShouldContain("no answer within 00:00:10");
    }

    [Fact]
    public async Task Cancelling_during_a_pause_ends_the_call()
    {
        using CancellationTokenSource cancellation = new();
        Task<int> running = Pipeline().ExecuteAsync<int>(Reading, _ => throw new IOException("transient"), cancellation.Token);

        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task A_driver_that_reports_a_cancellation_as_its_own_error_is_understood()
    {
        using CancellationTokenSource cancellation = new();

        await Should.ThrowAsync<OperationCanceledException>(() => Pipeline().ExecuteAsync<int>(
            Reading,
            async _ =>
            {
                await cancellation.CancelAsync();
                throw new UnauthorizedAccessException("cancelled");
            },
            cancellation.Token));
    }

    [Fact]
    public async Task Without_retries_there_is_one_attempt()
    {
        int attempts = 0;

        await Should.ThrowAsync<CheckpointStoreException>(() => Pipeline(new StoreResilienceOptions { MaxRetries = 0 }).ExecuteAsync<int>(
            Reading,
            _ =>
            {
                attempts++;
                throw new IOException("transient");
            },
            Token));

        attempts.ShouldBe(1);
    }

    [Fact]
    public void Wrong_settings_are_refused() =>
        Should.Throw<OptionsValidationException>(() => Pipeline(new StoreResilienceOptions { MaxRetries = 101 })).Message.ShouldContain("MaxRetries is '101'");

    private StorePipeline Pipeline(StoreResilienceOptions? options = null) => new(
        options ?? new StoreResilienceOptions(),
        exception => exception switch
        {
            IOException => new StoreFault("described", IsTransient: true, MayHaveBeenApplied: true),
            InsufficientMemoryException => new StoreFault("described", IsTransient: true, MayHaveBeenApplied: false) { RetryAfter = AskedPause },
            TimeoutException => new StoreFault("described", IsTransient: true, MayHaveBeenApplied: false),
            UnauthorizedAccessException => new StoreFault("described", IsTransient: false, MayHaveBeenApplied: false),
            _ => null,
        },
        _time,
        NullLogger.Instance,
        random: () => 0.5);

    private async Task AdvanceUntilAsync(Task running, TimeSpan step)
    {
        while (!running.IsCompleted)
        {
            // The limit of the call, and the pause or the limit of the attempt: without both, a continuation is still on its way.
            await Task.WhenAny(running, _time.WhenArmedAsync(2));
            _time.Advance(step);
        }
    }
}
