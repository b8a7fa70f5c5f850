using Checkpointing.Cli.CommandLine;
using Checkpointing.Cli.Settings;
using Checkpointing.Cli.Terminal;
using Checkpointing.Cli.Verbs.Dashboard.Protection;
using Checkpointing.Cli.Verbs.Rewinding;
using Checkpointing.Processor.Rewinding;

namespace Checkpointing.Cli.Verbs.Dashboard.Rewinding;

/// <summary>
/// Makes plans and carries out those that are confirmed: each once, not for longer than it is valid, and not if somebody else has moved its partitions back meanwhile.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="rewinder">Plans and rewinds, as the verb <c>rewind</c> has it do.</param>
/// <param name="valid">For how long a plan can be confirmed.</param>
/// <param name="screen">Where is told what was changed.</param>
/// <param name="clock">The clock.</param>
internal sealed class PlanDesk(StoreSession store, CheckpointRewinder rewinder, TimeSpan valid, Screen screen, TimeProvider clock) : IAsyncDisposable
{
    private const int KeptPlans = 16;
    private const int NamedPartitions = 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (MovePlan Plan, DateTimeOffset Until)> _plans = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private int _confirmed;

    /// <summary>Whether a rewind was confirmed and has not come to its end.</summary>
    public bool IsRewinding => Volatile.Read(ref _confirmed) > 0;

    /// <summary>Makes a plan. Changes nothing.</summary>
    public async Task<DashboardPlan> PlanAsync(RewindRequest request, CancellationToken cancellationToken)
    {
        RewindTarget target = TargetText.Read(request.To ?? "", request.Value?.Trim() ?? "", clock.GetUtcNow());
        string[]? partitions = PartitionList.Read(string.IsNullOrWhiteSpace(request.Partitions) ? null : [request.Partitions]);
        MovePlan plan = await MovePlan.MakeAsync(rewinder, target, partitions, clamp: false, new MoveJudge(isForward: false, evenUnknown: false), cancellationToken).ConfigureAwait(false);
        RewindDocument document = RewindDocument.From(store.Name, plan, report: null);
        string place = MoveText.Describe(target);
        if (!plan.Moved.Any())
        {
            return DashboardPlan.Of(document, place, id: null, validUntil: null);
        }

        string id = SecretToken.Make().Text;
        DateTimeOffset until = clock.GetUtcNow() + valid;
        Keep(id, plan, until);
        return DashboardPlan.Of(document, place, id, until);
    }

    /// <summary>Carries out a plan. Once it is confirmed it is brought to its end, which the time limits of the store bound, whoever goes away meanwhile.</summary>
    /// <exception cref="CliException">It is stale; nothing was changed.</exception>
    public async Task<DashboardPlan> ApplyAsync(ApplyRequest request)
    {
        MovePlan plan = Take(request.Plan ?? "");
        await _oneAtATime.WaitAsync().ConfigureAwait(false);
        try
        {
            await RefuseIfStaleAsync(plan).ConfigureAwait(false);
            RewindReport report = await rewinder.ApplyAsync(plan.Plan, CancellationToken.None).ConfigureAwait(false);
            string place = MoveText.Describe(plan.Plan.Target);
            string[] moved = [.. report.Partitions.Where(partition => partition.Outcome == RewindOutcome.Rewound).Select(partition => partition.PartitionId)];
            if (moved.Length > 0)
            {
                screen.Remark($"{Words.Time(clock.GetUtcNow())}  {Words.Partitions(moved)} rewound to {place}");
            }

            return DashboardPlan.Of(RewindDocument.From(store.Name, plan, report), place, id: null, validUntil: null);
        }
        finally
        {
            Interlocked.Decrement(ref _confirmed);
            _oneAtATime.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // A rewind that is under way is waited for: nobody would know otherwise what it has done.
        await _oneAtATime.WaitAsync().ConfigureAwait(false);
        _oneAtATime.Dispose();
        await rewinder.DisposeAsync().ConfigureAwait(false);
    }

    private void Keep(string id, MovePlan plan, DateTimeOffset until)
    {
        lock (_lock)
        {
            if (_plans.Count == KeptPlans)
            {
                _plans.Remove(_plans.MinBy(kept => kept.Value.Until).Key);
            }

            _plans.Add(id, (plan, until));
        }
    }

    private MovePlan Take(string id)
    {
        lock (_lock)
        {
            if (!_plans.Remove(id, out (MovePlan Plan, DateTimeOffset Until) kept) || clock.GetUtcNow() > kept.Until)
            {
                throw new CliException(ExitCode.Refused, $"nothing was changed: a plan can be confirmed once, and for {Words.Age(valid)}. Make it anew.");
            }

            Interlocked.Increment(ref _confirmed);
            return kept.Plan;
        }
    }

    /// <summary>That processors have gone on, or that others have the partitions, makes no other plan of it: the place is what was agreed on.</summary>
    private async Task RefuseIfStaleAsync(MovePlan plan)
    {
        PartitionResults<Checkpoint> read = await store.Store.ListCheckpointsAsync(plan.Plan.Group, CancellationToken.None).ConfigureAwait(false);
        Dictionary<string, Checkpoint> present = read.Items.ToDictionary(checkpoint => checkpoint.PartitionId, StringComparer.Ordinal);
        string[] back =
        [
            .. plan.Moved.Where(partition => partition.Plan.From is { } from && (!present.TryGetValue(partition.Plan.PartitionId, out Checkpoint? now) || now.SequenceNumber < from.SequenceNumber))
                .Select(partition => partition.Plan.PartitionId),
        ];
        if (back.Length > 0)
        {
            throw new CliException(
                ExitCode.Refused,
                $"nothing was changed: since the plan was made, {Words.Partitions(back.Take(NamedPartitions))} {(back.Length == 1 ? "has" : "have")} been moved back by somebody else. Make the plan anew.");
        }
    }
}
