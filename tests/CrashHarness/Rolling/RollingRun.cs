using Checkpointing;
using CrashHarness.Journals;
using CrashHarness.Oracle;
using CrashHarness.Processes;
using CrashHarness.Runs;

namespace CrashHarness.Rolling;

/// <summary>The phases of a deployment one after the other, under a steady load.</summary>
internal sealed class RollingRun : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(2);

    private readonly RollingOptions _options;
    private readonly Setting _setting;
    private readonly RunLog _log;
    private readonly RunJournals _journals;
    private readonly Fleet _fleet;
    private readonly Producer _producer;

    public RollingRun(RollingOptions options, Setting setting, RunLog log)
    {
        _options = options;
        _setting = setting;
        _log = log;
        _journals = new RunJournals(setting.Folder);
        _fleet = new Fleet(
            new FleetSettings(setting.Configure(options.Policy, options.Interval, maxUncheckpointedEvents: null), TimeSpan.FromMilliseconds(options.Work), options.IsPlain),
            _journals,
            log.Tell);
        _producer = new Producer(setting.Broker, Setting.Hub, options.Partitions, options.Rate);
    }

    public async Task<RollingReport> RunAsync(CancellationToken cancellationToken)
    {
        List<WorkerProcess> fleet = [.. Enumerable.Range(0, _options.Processors).Select(_ => _fleet.Start())];
        using var published = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task producing = _producer.RunAsync(published.Token);
        await UntilBalancedAsync(cancellationToken);
        List<Phase> phases = [];
        foreach (RollingPhase phase in _options.Phases)
        {
            phases.Add(await PlayAsync(phase, fleet, cancellationToken));
        }

        await published.CancelAsync();
        await producing;
        for (TimeSpan begin = MonotonicTime.Now; Unprocessed() > 0 && MonotonicTime.Now - begin < Limit;)
        {
            await Task.Delay(Poll, cancellationToken);
        }

        await Task.WhenAll(_fleet.Alive.Select(_fleet.StopAsync));
        IReadOnlyList<JournalEntry> entries = _journals.Refresh();
        return new RollingReport(
            _options,
            _producer.Published,
            Unprocessed(),
            [.. phases.Select(phase => PhaseFigures.Of(phase.Name, phase.Begin, phase.End, entries, StopsIn(phase)))],
            [.. _fleet.Troubles]);
    }

    public ValueTask DisposeAsync() => _fleet.DisposeAsync();

    private Task<Phase> PlayAsync(RollingPhase phase, List<WorkerProcess> fleet, CancellationToken cancellationToken) => phase switch
    {
        RollingPhase.Deployment => PlayAsync("rolling deployment", () => ReplaceAllAsync(fleet, cancellationToken)),
        RollingPhase.ScaleIn => PlayAsync("scale-in by half", () => LeaveAsync([.. _fleet.Alive.Skip(_options.Processors / 2)], cancellationToken)),
        RollingPhase.ScaleOut => PlayAsync("scale-out to twice as many", () => JoinAsync(_options.Processors / 2, cancellationToken)),
        RollingPhase.ScaleInAgain => PlayAsync("scale-in again", () => LeaveAsync([.. _fleet.Alive.Skip(_options.Processors / 2)], cancellationToken)),
        RollingPhase.Crash => PlayAsync("takeover after a crash", () => CrashAsync(cancellationToken)),
        _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, "No such phase."),
    };

    private async Task<Phase> PlayAsync(string name, Func<Task> play)
    {
        TimeSpan begin = MonotonicTime.Now;
        await play();

        // What the last step stirs up belongs to the phase.
        await Task.Delay(Steady);
        _log.Tell($"{(_options.IsPlain ? "plain" : "ours")}: {name} done");
        return new Phase(name, begin, MonotonicTime.Now);
    }

    private async Task ReplaceAllAsync(List<WorkerProcess> fleet, CancellationToken cancellationToken)
    {
        for (int index = 0; index < fleet.Count; index++)
        {
            WorkerProcess next = _fleet.Start();
            await next.WhenReadyAsync();
            await UntilOwnsAsync(next, cancellationToken);
            await _fleet.StopAsync(fleet[index]);
            fleet[index] = next;
            await UntilBalancedAsync(cancellationToken);
        }
    }

    private async Task LeaveAsync(IEnumerable<WorkerProcess> leavers, CancellationToken cancellationToken)
    {
        await Task.WhenAll(leavers.Select(_fleet.StopAsync));
        await UntilBalancedAsync(cancellationToken);
    }

    private async Task CrashAsync(CancellationToken cancellationToken)
    {
        await _fleet.Alive[0].KillAsync();
        await UntilBalancedAsync(cancellationToken);
    }

    private async Task JoinAsync(int count, CancellationToken cancellationToken)
    {
        await Task.WhenAll(Enumerable.Range(0, count).Select(_ => _fleet.Start().WhenReadyAsync()));
        await UntilBalancedAsync(cancellationToken);
    }

    private Task UntilBalancedAsync(CancellationToken cancellationToken) => UntilAsync(
        ownership => !RestRules.CheckBalance(ownership, [.. _fleet.Alive.Select(worker => worker.Identifier)], _options.Partitions).Any(), cancellationToken);

    private Task UntilOwnsAsync(WorkerProcess worker, CancellationToken cancellationToken) =>
        UntilAsync(ownership => ownership.Any(record => record.OwnerId == worker.Identifier), cancellationToken);

    private async Task UntilAsync(Func<IReadOnlyList<PartitionOwnership>, bool> condition, CancellationToken cancellationToken)
    {
        for (TimeSpan begin = MonotonicTime.Now; MonotonicTime.Now - begin < Limit;)
        {
            if (condition((await _setting.Store.Store.ListOwnershipAsync(_setting.Group, cancellationToken)).Items))
            {
                return;
            }

            await Task.Delay(Poll, cancellationToken);
        }

        throw new HarnessException($"ownership did not settle within {Limit.TotalMinutes:0} minutes; the logs are in {_setting.Folder}");
    }

    private long Unprocessed() => _producer.Published - _journals.Refresh().Select(entry => (entry.PartitionId, entry.SequenceNumber)).Distinct().Count();

    private (int Process, TimeSpan At)[] StopsIn(Phase phase) =>
    [
        .. _fleet.All.Select(worker => (worker.Number, At: worker.AskedToStop ?? worker.Killed)).Where(stop => stop.At >= phase.Begin && stop.At <= phase.End)
            .Select(stop => (stop.Number, stop.At!.Value)),
    ];

    private readonly record struct Phase(string Name, TimeSpan Begin, TimeSpan End);
}
