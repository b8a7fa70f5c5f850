using Checkpointing;
using CrashHarness.Faults;
using CrashHarness.Journals;
using CrashHarness.Oracle;
using CrashHarness.Processes;

namespace CrashHarness.Runs;

/// <summary>Load, faults, rest, end, and judgement.</summary>
internal sealed class CrashRun : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Expiration = Interval * 4;
    private static readonly TimeSpan CatchUpLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan BalanceLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Stillness = Interval * 4;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    private readonly CrashOptions _options;
    private readonly Setting _setting;
    private readonly RunLog _log;
    private readonly RunJournals _journals;
    private readonly Fleet _fleet;
    private readonly Producer _producer;
    private readonly Rewinder _rewinder;
    private readonly StoreSampler _sampler;

    public CrashRun(CrashOptions options, Setting setting, RunLog log)
    {
        _options = options;
        _setting = setting;
        _log = log;
        _journals = new RunJournals(setting.Folder);
        _fleet = new Fleet(
            new FleetSettings(setting.Configure(options.Policy, Interval, options.MaxUncheckpointedEvents), TimeSpan.FromMilliseconds(options.Work)), _journals, log.Tell);
        _producer = new Producer(setting.Broker, Setting.Hub, options.Partitions, options.Rate);
        _rewinder = new Rewinder(setting.Store, setting.Group, options.Partitions, log.Tell);
        _sampler = new StoreSampler(setting.Store.Store, setting.Group);
    }

    public async Task<CrashReport> RunAsync(CancellationToken cancellationToken)
    {
        TimeSpan begin = MonotonicTime.Now;
        IReadOnlyList<PlannedFault> plan = FaultPlan.Make(_options.Seed, _options.Faults, _options.Processors, _setting.Store.HasServer, _options.Only);
        for (int count = 0; count < _options.Processors; count++)
        {
            _fleet.Start();
        }

        await Task.WhenAll(_fleet.Alive.Select(worker => worker.WhenReadyAsync()));
        using var published = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var seen = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task producing = _producer.RunAsync(published.Token);
        Task sampling = _sampler.RunAsync(seen.Token);
        await new FaultRunner(_fleet, _setting.Store, _setting.Broker, _rewinder, Expiration, _log.Tell).RunAsync(plan, cancellationToken);
        _log.Tell("no more faults");
        await published.CancelAsync();
        await producing;

        await UntilAsync(() => Task.FromResult(!Unprocessed().Any()), CatchUpLimit, cancellationToken);
        List<Violation> violations = await RestAsync(cancellationToken);
        _log.Tell("at rest; all are asked to stop");
        await Task.WhenAll(_fleet.Alive.Select(_fleet.StopAsync));
        await seen.CancelAsync();
        await sampling;
        violations.AddRange(RestRules.CheckEnd(await _sampler.TakeAsync(), _producer.Last));
        violations.AddRange(_fleet.Troubles.Select(trouble => new Violation("processors do not fail", "-", trouble)));

        Judgement judgement = Judgement.Of(Gather());
        return new CrashReport(
            _options,
            plan,
            _producer.Published,
            _journals.Entries.Count,
            _sampler.Samples.Count,
            _fleet.Started,
            _fleet.FailedStarts,
            MonotonicTime.Now - begin,
            judgement with { Violations = [.. judgement.Violations, .. violations] });
    }

    public ValueTask DisposeAsync() => _fleet.DisposeAsync();

    private Evidence Gather() => new()
    {
        LastPublished = _producer.Last,
        Entries = _journals.Refresh(),
        Rewinds = _rewinder.Done,
        Samples = _sampler.Samples,
        MaxUncheckpointedEvents = _options.MaxUncheckpointedEvents,
        Rewinder = Rewinder.Name,
        EpochsAreShared = _setting.Store.EpochsAreShared,
    };

    private IEnumerable<Violation> Unprocessed() => (Gather() with { Samples = [] }).Partitions().SelectMany(ProcessedRule.Check);

    /// <summary>Waits until ownership is shared as it should be, and stays so for a while.</summary>
    /// <returns>What is wrong with it after all that time.</returns>
    private async Task<List<Violation>> RestAsync(CancellationToken cancellationToken)
    {
        List<Violation> violations = [];
        TimeSpan since = MonotonicTime.Now;
        HashSet<(string PartitionId, string OwnerId, long Epoch)> before = [];
        await UntilAsync(
            async () =>
            {
                IReadOnlyList<PartitionOwnership> ownership = (await _setting.Store.Store.ListOwnershipAsync(_setting.Group, cancellationToken)).Items;
                violations = [.. RestRules.CheckBalance(ownership, [.. _fleet.Alive.Select(worker => worker.Identifier)], _options.Partitions)];
                HashSet<(string PartitionId, string OwnerId, long Epoch)> now = [.. ownership.Select(record => (record.PartitionId, record.OwnerId, record.Epoch))];
                since = violations.Count == 0 && now.SetEquals(before) ? since : MonotonicTime.Now;
                before = now;
                return MonotonicTime.Now - since >= Stillness;
            },
            BalanceLimit,
            cancellationToken);
        TimeSpan still = MonotonicTime.Now - since;
        return violations.Count > 0 || still >= Stillness
            ? violations
            : [new Violation(RestRules.Balanced, "-", $"it goes on changing hands although it is balanced; the last change was {still} before the end")];
    }

    private static async Task UntilAsync(Func<Task<bool>> condition, TimeSpan limit, CancellationToken cancellationToken)
    {
        for (TimeSpan begin = MonotonicTime.Now; !await condition() && MonotonicTime.Now - begin < limit;)
        {
            await Task.Delay(Poll, cancellationToken);
        }
    }
}
