using System.CommandLine;
using Checkpointing.Cli.CommandLine;
using Checkpointing.Cli.Json;
using Checkpointing.Cli.Settings;
using Checkpointing.Cli.Terminal;

namespace Checkpointing.Cli.Verbs.Lag;

/// <summary><c>lag</c>: how far a group is behind.</summary>
internal sealed class LagVerb : Verb
{
    /// <summary>The default of <c>--stuck-after</c>.</summary>
    public static readonly TimeSpan DefaultStuckAfter = TimeSpan.FromMinutes(5);

    /// <summary>The default of <c>--interval</c>.</summary>
    public static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(2);

    /// <summary>The default of <c>--read</c>.</summary>
    public const int DefaultReads = 32;

    private readonly Option<bool> _watch = new("--watch", "-w") { Description = "Reads again and again, and shows it in place, with a plot of the waiting events." };
    private readonly Option<TimeSpan?> _interval = Durations.Option("--interval", "How often --watch reads: 2s unless given.");
    private readonly Option<int?> _count = new("--count") { Description = "After how many readings --watch ends.", HelpName = "n" };
    private readonly Option<long?> _maxEvents = new("--max-events") { Description = "Exit code 1 if more events wait, in all.", HelpName = "n" };
    private readonly Option<TimeSpan?> _maxAge = Durations.Option("--max-age", "Exit code 1 if the oldest event has waited longer, such as 5m.");
    private readonly Option<bool> _failOnTrouble = new("--fail-on-trouble") { Description = "Exit code 1 if a partition is, or may be, stuck, has events and no live owner, has lost some, or has a checkpoint that is unreadable or beyond the end." };
    private readonly Option<TimeSpan?> _stuckAfter = Durations.Option("--stuck-after", "For how long events may wait, and the checkpoint stand, before the partition counts as stuck: 5m unless given.");
    private readonly TopOption _top = new();

    private readonly Option<int> _read = new("--read")
    {
        Description = $"Of how many partitions the oldest waiting event is read, to tell how long it has waited ({DefaultReads} unless given; 0 opens no link). Of the others '>' tells how long at least.",
        HelpName = "n",
        DefaultValueFactory = _ => DefaultReads,
    };

    public LagVerb(SharedOptions shared)
        : base(
            "lag",
            "Shows how many events, and how long, a group is behind: per partition and in all, from the hub's own properties. Tells stuck and ownerless partitions.",
            shared,
            "checkpoints lag",
            "checkpoints lag --watch                                # refreshes in place; Ctrl-C ends",
            "checkpoints lag --max-events 10000 --max-age 5m        # exit code 1 above, for probes",
            "checkpoints lag --fail-on-trouble                      # exit code 1 if anything is stuck or without an owner",
            "checkpoints lag --top 5",
            "checkpoints lag --json | jq .eventsBehind")
    {
        WholeNumber.Require(_count, 1);
        WholeNumber.Require(_maxEvents, 0);
        WholeNumber.Require(_read, 0);
        AddAll([.. shared.GroupOptions, shared.Expiration, _watch, _interval, _count, _maxEvents, _maxAge, _failOnTrouble, _stuckAfter, _read, .. _top.Options]);
        Validators.Add(result =>
        {
            foreach (Option option in new Option[] { _interval, _count })
            {
                if (!result.GetValue(_watch) && result.GetResult(option) is { Implicit: false })
                {
                    result.AddError($"{option.Name} is for --watch, which is not given.");
                }
            }
        });
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(VerbContext context, CancellationToken cancellationToken)
    {
        StoreSession store = context.OpenStore();
        HubSession hub = context.OpenHub();
        await using (hub.ConfigureAwait(false))
        {
            var settings = new LagSettings(
                context.OwnerExpiration(), context.Get(_stuckAfter) ?? DefaultStuckAfter, context.Get(_read), context.Get(_maxEvents), context.Get(_maxAge), context.Get(_failOnTrouble));
            var collector = new LagCollector(store, hub, settings, context.Clock);
            await using (collector.ConfigureAwait(false))
            {
                if (context.Get(_watch))
                {
                    return await new LagWatch(
                        collector, context.Screen, context.Get(_interval) ?? DefaultInterval, context.Get(_count), count => _top.Rows(context, count), context.Clock)
                        .RunAsync(cancellationToken).ConfigureAwait(false);
                }

                LagReport report = await collector.ReadAsync(cancellationToken).ConfigureAwait(false);
                context.Show(report, Documents.Readable.LagReport, (_, screen) => LagText.Print(report, _top.Rows(context, report.Partitions.Count), screen));
                TellDoubt(context.Screen, report, settings);
                if (report.Faults.Count == 0 && report.Partitions.All(partition => partition.Checkpoint is null && partition.Owner is null))
                {
                    await UnknownGroup.TellAsync(context, store, hub.Group, cancellationToken).ConfigureAwait(false);
                }

                return ExitCodeOf(report);
            }
        }
    }

    /// <summary>A threshold that is kept as far as is known is not one that is kept.</summary>
    private static void TellDoubt(Screen screen, LagReport report, LagSettings settings)
    {
        int unread = report.Partitions.Count(partition => !partition.SecondsAreExact);
        if (unread > 0 && report.SecondsBehind <= settings.MaxAge?.TotalSeconds)
        {
            screen.Remark($"--max-age may be passed all the same: in {Words.Count(unread, "partition")} the oldest waiting event was not read (--read says of how many it is).");
        }
    }

    /// <summary>What a reading ends with: records that cannot be read may hide any lag.</summary>
    public static int ExitCodeOf(LagReport report) => report.Exceeded.Count == 0 && report.Faults.Count == 0 ? ExitCode.Ok : ExitCode.Found;
}
