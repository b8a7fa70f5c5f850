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
        StoreSession session = context.OpenStore();
        var store = new StoreCheckup(session, context.Clock);
        List<Finding> findings = [await store.ReachAsync(cancellationToken).ConfigureAwait(false)];
        if (findings[0].Level != FindingLevel.Error)
        {
            findings.AddRange(await store.VerifyAsync(cancellationToken).ConfigureAwait(false));
            findings.Add(await store.CompareClocksAsync(cancellationToken).ConfigureAwait(false));
            if (context.Get(_write))
            {
                findings.Add(await store.TryWritingAsync(cancellationToken).ConfigureAwait(false));
            }
        }

        ConsumerGroup? group = GroupFinder.FromSettings(context.Settings, context.Choice);
        findings.AddRange(await LookAtGroupAsync(context, session, group, cancellationToken).ConfigureAwait(false));
        int errors = findings.Count(finding => finding.Level == FindingLevel.Error);
        var report = new DoctorReport(
            session.Name, group?.ToString(), errors, findings.Count(finding => finding.Level == FindingLevel.Advice), store.LatencyMilliseconds, store.ClockDifferenceSeconds, findings);
        context.Show(report, Documents.Readable.DoctorReport, Print);
        return errors == 0 ? ExitCode.Ok : ExitCode.Found;
    }

    private static async Task<IEnumerable<Finding>> LookAtGroupAsync(VerbContext context, StoreSession session, ConsumerGroup? group, CancellationToken cancellationToken)
    {
        if (group is null)
        {
            return [new Finding(FindingLevel.Advice, Finding.Group, "No group and no event hub were looked at: the settings have no Checkpointing:Processor, and --group names none.")];
        }

        var checkup = new GroupCheckup(group, new StorePlace(session, context.OwnerExpiration(), context.Clock));
        List<Finding> findings = [.. await checkup.LookAsync(cancellationToken).ConfigureAwait(false)];
        if (context.Settings.ProcessorSection(context.Choice) is null)
        {
            findings.Add(new Finding(FindingLevel.Advice, Finding.Hub, "The event hub was not looked at: the settings have no Checkpointing:Processor."));
            return findings;
        }

        HubSession hub = context.OpenHub();
        await using (hub.ConfigureAwait(false))
        {
            findings.AddRange(await checkup.CompareAsync(hub, cancellationToken).ConfigureAwait(false));
        }

        return findings;
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
