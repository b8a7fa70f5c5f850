using Checkpointing.Cli.Terminal;
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

    private TimeSpan Patience => (IntervalsUntilOld * watch.Interval) + Grace;

    /// <summary>What is shown at present.</summary>
    public DashboardState Make(PartitionQuery query)
    {
        DateTimeOffset now = clock.GetUtcNow();
        bool isLagShown = watch.HasHub && (watch.Lag.ReadAt is not null || watch.Lag.Problem is null);

        // Without a hub the checkpoints are listed after the owners; until then nobody knows which partitions there are.
        DateTimeOffset? readAt = isLagShown ? Older(watch.Owners.ReadAt, watch.Lag.ReadAt)
            : watch.HasHub ? watch.Owners.ReadAt
            : Older(watch.Owners.ReadAt, watch.Checkpoints.ReadAt);
        TimeSpan? age = now - readAt;
        IReadOnlyList<HistoryPoint> latency = watch.Latency.Points();
        return new DashboardState(
            storeName,
            group.ToString(),
            now,
            readAt,
            age is { } known ? Math.Max(0, Math.Round(known.TotalSeconds, 1)) : null,
            watch.Owners.Problem is not null || watch.Lag.Problem is not null || age > Patience,
            Problems(now),
            watch.Lag.Value is { } lag ? LagSummary.Of(lag, watch.Trend) : null,
            watch.Owners.Value is { } owners ? OwnersSummary.Of(owners) : null,
            LatencySummary.Of(latency),
            watch.EventsBehind.Points(),
            latency,
            watch.Takeovers.Entries(),
            query.Choose(PartitionRows.Of(watch)));
    }

    /// <summary>What hangs fails only at the time limit of its calls; whoever looks should not have to guess until then.</summary>
    private string? Silence(string who, DateTimeOffset? readAt, DateTimeOffset now) =>
        now - (readAt ?? watch.StartedAt) > Patience ? $"{who} not answered since {Words.Time(readAt ?? watch.StartedAt)}." : null;

    private static DateTimeOffset? Older(DateTimeOffset? left, DateTimeOffset? right) => left is null || right is null ? null : left < right ? left : right;

    /// <summary>An outage of the store is one problem, however many readings meet it.</summary>
    private string[] Problems(DateTimeOffset now)
    {
        string? ofStore = watch.Owners.Problem ?? Silence("The store has", watch.Owners.ReadAt, now);
        string? ofLag = watch.Lag.Problem ?? (watch.HasHub && ofStore is null ? Silence("The event hub or the store has", watch.Lag.ReadAt, now) : null);
        string?[] outages = [ofStore, watch.Owners is { Problem: not null, IsOfStore: true } && watch.Lag.IsOfStore ? null : ofLag];
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
