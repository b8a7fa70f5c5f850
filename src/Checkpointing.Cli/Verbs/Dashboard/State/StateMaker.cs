using Checkpointing.Cli.Verbs.Dashboard.Watching;

namespace Checkpointing.Cli.Verbs.Dashboard.State;

/// <summary>Puts together what the page shows.</summary>
/// <param name="storeName">The store's name.</param>
/// <param name="group">The group.</param>
/// <param name="watch">What was read.</param>
/// <param name="clock">The clock.</param>
internal sealed class StateMaker(string storeName, ConsumerGroup group, DashboardWatch watch, TimeProvider clock)
{
    private const int IntervalsUntilOld = 3;
    private const int FaultsShown = 20;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    /// <summary>What is shown at present.</summary>
    public DashboardState Make(PartitionQuery query)
    {
        DateTimeOffset now = clock.GetUtcNow();
        DateTimeOffset? readAt = watch.HasHub ? Older(watch.Owners.ReadAt, watch.Lag.ReadAt) : watch.Owners.ReadAt;
        TimeSpan? age = now - readAt;
        IReadOnlyList<HistoryPoint> latency = watch.Latency.Points();
        return new DashboardState(
            storeName,
            group.ToString(),
            now,
            readAt,
            age is { } known ? Math.Max(0, Math.Round(known.TotalSeconds, 1)) : null,
            watch.Owners.Problem is not null || watch.Lag.Problem is not null || age > (IntervalsUntilOld * watch.Interval) + Grace,
            Problems(),
            watch.Lag.Value is { } lag ? LagSummary.Of(lag, watch.Trend) : null,
            watch.Owners.Value is { } owners ? OwnersSummary.Of(owners) : null,
            LatencySummary.Of(latency),
            watch.EventsBehind.Points(),
            latency,
            watch.Takeovers.Entries(),
            query.Choose(PartitionRows.Of(watch)));
    }

    private static DateTimeOffset? Older(DateTimeOffset? left, DateTimeOffset? right) => left is null || right is null ? null : left < right ? left : right;

    /// <summary>An outage of the store is one problem, however many readings meet it.</summary>
    private string[] Problems()
    {
        string?[] outages = [watch.Owners.Problem, watch.Owners is { Problem: not null, IsOfStore: true } && watch.Lag.IsOfStore ? null : watch.Lag.Problem];
        Fault[] faults =
        [
            .. (watch.Owners.Value?.Faults ?? []).Concat(watch.Lag.Value?.Faults ?? []).Concat(watch.Checkpoints.Value?.Faults ?? [])
                .DistinctBy(fault => (fault.Partition, fault.Message)),
        ];
        return
        [
            .. outages.OfType<string>(),
            .. faults.Take(FaultsShown).Select(fault => CommandLine.Secrets.Hide(fault.Message)),
            .. faults.Length > FaultsShown ? [$"And {faults.Length - FaultsShown} more such records; 'checkpoints lag --json' names all of them."] : Array.Empty<string>(),
        ];
    }
}
