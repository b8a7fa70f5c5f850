using System.CommandLine;
using Checkpointing.Cli.CommandLine;
using Checkpointing.Cli.Json;
using Checkpointing.Cli.Settings;
using Checkpointing.Cli.Terminal;
using Checkpointing.Cli.Verbs.Copying;

namespace Checkpointing.Cli.Verbs.Doctoring;

/// <summary><c>doctor</c>: what is wrong, in sentences.</summary>
internal sealed class DoctorVerb : Verb
{
    private readonly Option<bool> _write = new("--write") { Description = "Also tries to write and to delete, in a group of its own that is gone afterwards." };

    public DoctorVerb(SharedOptions shared)
        : base(
            "doctor",
            "Looks at the store (reachable, permissions, provisioned, latency, clock, durability), at the group's records and at the event hub, and says what to do. Changes nothing.",
            shared,
            "checkpoints doctor",
            "checkpoints doctor --write                             # tries permissions to write, too",
            "checkpoints doctor --json | jq '.findings[] | select(.level != \"ok\")'")
    {
        AddAll([_write, .. shared.GroupOptions, shared.Expiration]);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(VerbContext context, CancellationToken cancellationToken)
    {
        // Which processor is meant is a matter of the command line. What is wrong with it is for the doctor to tell, beside all else.
        bool hasProcessor = context.Settings.ProcessorSection(context.Choice) is not null;
        StoreSession session = context.OpenStore();
        var examination = new Examination(context.Screen, context.IsVerbose);
        StoreCheckup store = await LookAtStoreAsync(context, session, examination, cancellationToken).ConfigureAwait(false);
        ConsumerGroup? group = await LookAtGroupAsync(context, session, examination, hasProcessor, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<Finding> findings = examination.Findings;
        int errors = findings.Count(finding => finding.Level == FindingLevel.Error);
        var report = new DoctorReport(
            session.Name, group?.ToString(), errors, findings.Count(finding => finding.Level == FindingLevel.Advice), store.LatencyMilliseconds, store.ClockDifferenceSeconds, findings);
        context.Show(report, Documents.Readable.DoctorReport, Print);
        return errors == 0 ? ExitCode.Ok : ExitCode.Found;
    }

    private async Task<StoreCheckup> LookAtStoreAsync(VerbContext context, StoreSession session, Examination examination, CancellationToken cancellationToken)
    {
        var store = new StoreCheckup(session, context.Clock);
        if (await examination.LookAsync(Finding.Store, async () => [await store.ReachAsync(cancellationToken).ConfigureAwait(false)], cancellationToken).ConfigureAwait(false))
        {
            await examination.LookAsync(Finding.Store, () => store.VerifyAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
            await examination.LookAsync(Finding.Clock, async () => [await store.CompareClocksAsync(cancellationToken).ConfigureAwait(false)], cancellationToken).ConfigureAwait(false);
            if (context.Get(_write))
            {
                await examination.LookAsync(Finding.Store, async () => [await store.TryWritingAsync(cancellationToken).ConfigureAwait(false)], cancellationToken).ConfigureAwait(false);
            }
        }

        return store;
    }

    private static async Task<ConsumerGroup?> LookAtGroupAsync(
        VerbContext context, StoreSession session, Examination examination, bool hasProcessor, CancellationToken cancellationToken)
    {
        ConsumerGroup? group = null;
        bool isLegible = await examination.LookAsync(
            Finding.Hub,
            () =>
            {
                group = GroupFinder.FromSettings(context.Settings, context.Choice);
                return Task.FromResult<IEnumerable<Finding>>([]);
            },
            cancellationToken).ConfigureAwait(false);
        if (!isLegible)
        {
            examination.Add(new Finding(FindingLevel.Advice, Finding.Group, "No group was looked at: the settings of its event hub cannot be read."));
        }
        else if (group is not null)
        {
            var checkup = new GroupCheckup(group, new StorePlace(session, context.OwnerExpiration(), context.Clock));
            await examination.LookAsync(Finding.Group, () => checkup.LookAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
            await LookAtHubAsync(context, checkup, examination, hasProcessor, cancellationToken).ConfigureAwait(false);
        }
        else if (hasProcessor)
        {
            await LookAtHubAsync(context, checkup: null, examination, hasProcessor, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            examination.Add(new Finding(
                FindingLevel.Advice, Finding.Group, "No group and no event hub were looked at: the settings have no Checkpointing:Processor, and --group names none."));
        }

        return group;
    }

    private static async Task LookAtHubAsync(VerbContext context, GroupCheckup? checkup, Examination examination, bool hasProcessor, CancellationToken cancellationToken)
    {
        if (!hasProcessor)
        {
            examination.Add(new Finding(FindingLevel.Advice, Finding.Hub, "The event hub was not looked at: the settings have no Checkpointing:Processor."));
            return;
        }

        await examination.LookAsync(
            Finding.Hub,
            async () =>
            {
                HubSession hub = context.OpenHub();
                await using (hub.ConfigureAwait(false))
                {
                    await (checkup?.CompareAsync(hub, examination, cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
                }

                return [];
            },
            cancellationToken).ConfigureAwait(false);
    }

    private static void Print(DoctorReport report, Screen screen)
    {
        screen.WriteSentence(report.Group is null ? report.Store : $"{report.Group} in {report.Store}", Style.Strong);
        foreach (Finding finding in report.Findings)
        {
            (string mark, Style style) = finding.Level switch
            {
                FindingLevel.Ok => ("ok    ", Style.Good),
                FindingLevel.Advice => ("ADVICE", Style.Warning),
                _ => ("ERROR ", Style.Bad),
            };
            screen.WriteSentence($"{mark} {finding.About}: {finding.Message}", style, indent: 7);
        }

        screen.WriteSentence(
            $"{Words.Count(report.Errors, "error")}, {Words.Count(report.Advice)} {(report.Advice == 1 ? "piece" : "pieces")} of advice", report.Errors > 0 ? Style.Bad : Style.Faint);
    }
}
