using System.CommandLine;
using Checkpointing.Cli.CommandLine;
using Checkpointing.Cli.Json;
using Checkpointing.Cli.Settings;
using Checkpointing.Cli.Terminal;
using Checkpointing.Processor.Rewinding;

namespace Checkpointing.Cli.Verbs.Rewinding;

/// <summary>What <c>rewind</c> and <c>forward</c> have in common: plan, show, ask, do.</summary>
internal abstract class MoveVerb : Verb
{
    private readonly Option<string[]> _partitions = new("--partition", "-p")
    {
        Description = "A partition; repeat it for several, or write 3,7 or 0-31. Without it all of the hub.",
        HelpName = "id",
    };

    private readonly Option<bool> _clamp = new("--clamp") { Description = "Takes the nearest place where the target is not to be had, as its events have expired or are not there yet. Otherwise such a partition is refused." };
    private readonly Option<string?> _readingGroup = new("--reading-group") { Description = "A consumer group that nobody processes, to look for a time or an offset in; the group itself and $Default unless given.", HelpName = "group" };
    private readonly Option<bool> _dryRun = new("--dry-run", "-n") { Description = "Shows the plan and does nothing." };
    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Does it without asking." };
    private readonly TopOption _top = new();
    private readonly TargetOptions _target;
    private readonly bool _isForward;

    protected MoveVerb(string name, string description, bool isForward, SharedOptions shared, params string[] examples)
        : base(name, description, shared, examples)
    {
        _isForward = isForward;
        _target = new TargetOptions(isForward);
        AddAll([.. _target.Options, _partitions, _clamp, _readingGroup, _dryRun, _yes, .. shared.GroupOptions, shared.Expiration, .. _top.Options]);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(VerbContext context, CancellationToken cancellationToken)
    {
        if (context.Screen.IsJson && !context.Get(_dryRun) && !context.Get(_yes))
        {
            throw new CliException(ExitCode.Misused, "with --json nobody is asked: give --dry-run to see the plan, or --yes to do it.");
        }

        StoreSession store = context.OpenStore();
        HubSession hub = context.OpenHub();
        await using (hub.ConfigureAwait(false))
        {
            string[]? partitions = PartitionList.Read(context.Get(_partitions));
            RewindTarget target = await _target.ReadAsync(context, partitions, () => NextAsync(store, hub, partitions, cancellationToken)).ConfigureAwait(false);
            CheckpointRewinder rewinder = RewinderMaker.Make(context, store, hub, Name, context.Get(_readingGroup));
            await using (rewinder.ConfigureAwait(false))
            {
                var judge = new MoveJudge(_isForward, evenUnknown: partitions is not null);
                MovePlan plan = await MovePlan.MakeAsync(rewinder, target, partitions, context.Get(_clamp), judge, cancellationToken).ConfigureAwait(false);
                if (plan.Partitions.All(partition => partition.Plan is { From: null, LiveOwner: null }))
                {
                    // It can be meant, to say where a new group begins.
                    await UnknownGroup.TellAsync(context, store, hub.Group, cancellationToken).ConfigureAwait(false);
                }

                return await CarryOutAsync(context, store, rewinder, plan, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<int> CarryOutAsync(VerbContext context, StoreSession store, CheckpointRewinder rewinder, MovePlan plan, CancellationToken cancellationToken)
    {
        if (!context.Screen.IsJson)
        {
            MoveText.PrintPlan(plan, store.Name, _top.Rows(context, plan.Partitions.Count), context.Screen);
        }

        int moved = plan.Moved.Count();
        bool isWhole = !plan.Partitions.Any(partition => partition.FallsShort);
        RewindReport? report = null;
        if (!context.Get(_dryRun) && moved > 0)
        {
            await Question.ConfirmAsync(context.Screen, $"{(_isForward ? "Forward" : "Rewind")} {Words.Count(moved, "partition")}?", context.Get(_yes), cancellationToken)
                .ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();

            // From here on it is brought to its end, which its time limits bound: an interruption would leave nobody knowing what was done.
            report = await rewinder.ApplyAsync(plan.Plan, CancellationToken.None).ConfigureAwait(false);
            isWhole &= report.IsComplete;
        }

        if (context.Screen.IsJson)
        {
            context.Screen.WriteJson(RewindDocument.From(store.Name, plan, report), Documents.Readable.RewindDocument);
        }
        else
        {
            MoveText.PrintOutcome(report, context.Get(_dryRun), moved, context.Screen);
        }

        return isWhole ? ExitCode.Ok : ExitCode.Found;
    }

    /// <summary>The event that is processed next in the one partition that is named.</summary>
    private static async Task<long> NextAsync(StoreSession store, HubSession hub, string[]? partitions, CancellationToken cancellationToken)
    {
        if (partitions is not [var partition])
        {
            throw new CliException(ExitCode.Misused, "--by skips the next events of one partition: name it with --partition.");
        }

        Checkpoint? checkpoint = await store.Store.ReadCheckpointAsync(hub.Group, partition, cancellationToken).ConfigureAwait(false);
        return checkpoint?.SequenceNumber is { } processed and >= 0
            ? processed + 1
            : throw new CliException(ExitCode.Misused, $"--by counts from the checkpoint, and partition {partition} has none with a sequence number: give --to-sequence.");
    }
}
