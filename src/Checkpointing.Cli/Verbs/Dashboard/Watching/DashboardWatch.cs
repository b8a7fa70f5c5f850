using Checkpointing.Cli.Settings;
using Checkpointing.Cli.Verbs.Lag;
using Checkpointing.Cli.Verbs.Listing;
using Checkpointing.Cli.Verbs.Owners;

namespace Checkpointing.Cli.Verbs.Dashboard.Watching;

/// <summary>
/// Reads again and again what the verbs <c>owners</c>, <c>lag</c> and <c>list</c> read, whether a page is open or not, and keeps the last answer of each through an outage.
/// The store and the hub are asked independently of one another, so that an outage of one does not make the answers of the other old.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="group">The group.</param>
/// <param name="collector">Reads the lag; null without an event hub.</param>
/// <param name="expiration">After how long without a renewal an owner counts as gone.</param>
/// <param name="interval">How often to read.</param>
/// <param name="clock">The clock.</param>
internal sealed class DashboardWatch(
    StoreSession store, ConsumerGroup group, LagCollector? collector, TimeSpan expiration, TimeSpan interval, TimeProvider clock)
{
    private readonly LagHistory _trend = new();

    private volatile LastKnown<OwnersReport> _owners = LastKnown<OwnersReport>.Nothing;
    private volatile LastKnown<LagReport> _lag = LastKnown<LagReport>.Nothing;
    private volatile LastKnown<CheckpointsReport> _checkpoints = LastKnown<CheckpointsReport>.Nothing;
    private volatile string? _trendText;

    /// <summary>Who owns what.</summary>
    public LastKnown<OwnersReport> Owners => _owners;

    /// <summary>How far the group is behind.</summary>
    public LastKnown<LagReport> Lag => _lag;

    /// <summary>The checkpoints by themselves, read while there is no lag to be had.</summary>
    public LastKnown<CheckpointsReport> Checkpoints => _checkpoints;

    /// <summary>Where the lag goes, in words.</summary>
    public string? Trend => _trendText;

    /// <summary>How many events waited.</summary>
    public LongHistory EventsBehind { get; } = new();

    /// <summary>How many milliseconds the store took to list the owners.</summary>
    public LongHistory Latency { get; } = new();

    /// <summary>Who took over from whom.</summary>
    public TakeoverLog Takeovers { get; } = new();

    /// <summary>When it began.</summary>
    public DateTimeOffset StartedAt { get; } = clock.GetUtcNow();

    /// <summary>How often it reads.</summary>
    public TimeSpan Interval => interval;

    /// <summary>Whether there is a hub to ask.</summary>
    public bool HasHub => collector is not null;

    /// <summary>Reads until it is cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(RepeatAsync(ReadStoreAsync, cancellationToken), HasHub ? RepeatAsync(ReadLagAsync, cancellationToken) : Task.CompletedTask);

    private async Task RepeatAsync(Func<CancellationToken, Task> read, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(interval, clock);
        try
        {
            do
            {
                await read(cancellationToken).ConfigureAwait(false);
            }
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Ctrl-C is how a dashboard ends.
        }
    }

    private async Task ReadStoreAsync(CancellationToken cancellationToken)
    {
        try
        {
            long start = clock.GetTimestamp();
            OwnersReport owners = await OwnersReport.ReadAsync(store.Name, store.Store, group, expiration, clock, cancellationToken).ConfigureAwait(false);
            if (_owners.Value is not null)
            {
                // The first answer took as long as its connection, and would dwarf all others in a plot.
                Latency.Add(owners.ReadAt, Math.Round(clock.GetElapsedTime(start).TotalMilliseconds, 2));
            }

            Takeovers.Compare(owners);
            _owners = new LastKnown<OwnersReport>(owners, owners.ReadAt);
            if (!HasHub || _lag.Problem is not null)
            {
                CheckpointsReport checkpoints = await CheckpointsReport.ReadAsync(store.Name, store.Store, group, clock, cancellationToken).ConfigureAwait(false);
                _checkpoints = new LastKnown<CheckpointsReport>(checkpoints, checkpoints.ReadAt);
            }
        }
        catch (Exception failure) when (failure is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            _owners = _owners.Failed(failure);
        }
    }

    private async Task ReadLagAsync(CancellationToken cancellationToken)
    {
        try
        {
            LagReport report = await collector!.ReadAsync(cancellationToken).ConfigureAwait(false);
            _trend.Add(report);
            _trendText = _trend.Trend();
            EventsBehind.Add(report.ReadAt, report.EventsBehind);
            _lag = new LastKnown<LagReport>(report, report.ReadAt);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            _lag = _lag.Failed(failure);
        }
    }
}
