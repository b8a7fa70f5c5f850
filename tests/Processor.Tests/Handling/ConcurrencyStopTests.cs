using Checkpointing.Processor.Handling;
using Processor.Tests.Support;

namespace Processor.Tests.Handling;

/// <summary>What becomes of handlers that run at once when the processor stops or the partition is lost.</summary>
public sealed class ConcurrencyStopTests
{
    private readonly HandlerGates _gates = new();

    [Fact]
    public async Task A_stop_of_the_processor_lets_those_that_run_finish_and_begins_no_other()
    {
        HandledPartition driven = await _gates.StartAsync();
        using var stop = new CancellationTokenSource();
        await driven.DeliverAsync(Events.Keyed("a0 b1 a2"), stop.Token);
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
        HandledPartition driven = await _gates.StartAsync();
        using var stop = new CancellationTokenSource();
        await driven.DeliverAsync(Events.Keyed("a0 b1 c2"), stop.Token);
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
        HandledPartition driven = await _gates.StartAsync();
        using var stop = new CancellationTokenSource();
        await driven.DeliverAsync(Events.Keyed("a0 zombie1"), stop.Token);
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
        HandledPartition driven = await _gates.StartAsync();
        using var lost = new CancellationTokenSource();
        await driven.DeliverAsync(Events.Keyed("a0 b1 a2"), lost.Token);
        await _gates.UntilRunningAsync(0, 1);
        await lost.CancelAsync();
        await Eventually.UntilAsync(() => _gates.Cancelled.Length == 2, "both handlers");
        await driven.RestartAsync();
        (await driven.StoredAsync()).ShouldBe(-1);
    }

    [Fact]
    public async Task A_handler_that_was_told_to_stop_and_returns_has_not_processed_its_event()
    {
        HandledPartition driven = await _gates.StartAsync();
        using var stop = new CancellationTokenSource();
        ProcessingContext? context = null;
        _gates.OnStart = (_, its, _) => context = its;
        await driven.DeliverAsync(Events.Keyed("a0"), stop.Token);
        await _gates.UntilRunningAsync(0);
        using IDisposable stopping = driven.BeginStop();
        await stop.CancelAsync();
        context!.IsStopping.ShouldBeTrue();
        _gates.Finish(0);
        await driven.ReleaseAsync();
        (await driven.StoredAsync()).ShouldBe(-1);
    }
}
