using System.Globalization;
using Checkpointing.Cli.Terminal;
using Checkpointing.Processor.Rewinding;

namespace Checkpointing.Cli.Verbs.Rewinding;

/// <summary>Rewinds as people read them.</summary>
internal static class MoveText
{
    private const int NotesShown = 20;

    public static void PrintPlan(MovePlan plan, string storeName, int rows, Screen screen)
    {
        screen.WriteSentence($"{plan.Plan.Group} in {storeName}, to {Describe(plan.Plan.Target)}", Style.Strong);
        TextTable table = new(
            new TextColumn("PARTITION"),
            new TextColumn("NEXT EVENT", IsRight: true),
            new TextColumn("THEN", IsRight: true),
            new TextColumn("EVENTS", IsRight: true),
            new TextColumn("LIVE OWNER", Rank: 1, Least: 10));
        PartitionMove[] shown = [.. plan.Partitions.OrderByDescending(partition => Math.Abs(partition.Plan.Events ?? 0)).Take(rows).OrderBy(partition => partition.Plan.PartitionId, PartitionOrder.Instance)];
        foreach (PartitionMove partition in shown)
        {
            table.Add(partition.Plan.PartitionId, Now(partition), Then(partition), Events(partition), partition.Plan.LiveOwner ?? Words.None);
        }

        table.Write(screen);
        PrintNotes(plan, screen);
        PrintSum(plan, shown.Length, screen);
        screen.Flush();
    }

    public static void PrintOutcome(RewindReport? report, bool isDryRun, int moved, Screen screen)
    {
        if (report is null)
        {
            screen.WriteSentence(isDryRun ? "Nothing was changed: this was a dry run." : moved == 0 ? "Nothing is to be done." : "", Style.Faint);
            return;
        }

        int done = report.Partitions.Count(partition => partition.Outcome == RewindOutcome.Rewound);
        foreach (PartitionRewindResult failed in report.Partitions.Where(partition => partition.Outcome is RewindOutcome.Changed or RewindOutcome.Failed).Take(NotesShown))
        {
            screen.WriteSentence($"! {failed}", Style.Bad, indent: 2);
        }

        screen.WriteSentence($"{Words.Count(done, "partition")} moved.", done == report.Partitions.Count ? Style.Good : Style.Warning);
    }

    private static void PrintNotes(MovePlan plan, Screen screen)
    {
        string[] notes =
        [
            .. plan.Partitions.SelectMany(partition => partition.Plan.Findings.Select(finding => finding.Message).Append(partition.LeftAlone ?? partition.Warning).OfType<string>()
                .Select(note => (Note: (partition.Plan.IsRefused ? "REFUSED: " : partition.LeftAlone is null ? "" : "left alone: ") + note, partition.Plan.PartitionId)))
                .GroupBy(pair => pair.Note, StringComparer.Ordinal)
                .Select(group => $"{Words.Partitions(group.Select(pair => pair.PartitionId))}: {group.Key}"),
        ];
        foreach (string note in notes.Take(NotesShown))
        {
            screen.WriteSentence(note, note.Contains("REFUSED", StringComparison.Ordinal) ? Style.Bad : Style.Warning, indent: 2);
        }

        if (notes.Length > NotesShown)
        {
            screen.WriteSentence($"… and {Words.Count(notes.Length - NotesShown)} more notes; --json has all of them", Style.Warning);
        }
    }

    private static void PrintSum(MovePlan plan, int shown, Screen screen)
    {
        int refused = plan.Partitions.Count(partition => partition.Plan.IsRefused);
        int live = plan.Moved.Count(partition => partition.Plan.LiveOwner is not null);
        string[] parts =
        [
            $"{Words.Count(plan.Moved.Count(), "partition")} to be moved",
            plan.EventsAgain > 0 ? $"{Words.Count(plan.EventsAgain, "event")} again" : "",
            plan.EventsSkipped > 0 ? $"{(plan.MaySkipFewer ? "up to " : "")}{Words.Count(plan.EventsSkipped, "event")} SKIPPED" : "",
            refused > 0 ? $"{Words.Count(refused)} refused" : "",
            live > 0 ? $"{Words.Count(live)} under a live owner, which goes on from the new place" : "",
            shown < plan.Partitions.Count ? $"shown are {Words.Count(shown)}" : "",
        ];
        screen.WriteSentence(string.Join(", ", parts.Where(part => part.Length > 0)), plan.EventsSkipped > 0 || refused > 0 ? Style.Warning : Style.Strong);
    }

    /// <summary>Where to, as it stands behind "to".</summary>
    public static string Describe(RewindTarget target) => target.ToString().Split(' ') switch
    {
        ["earliest"] => "the earliest event",
        ["latest"] => "behind the newest event",
        ["sequence", var number] => $"event {number}",
        ["back", var number] => $"{number} {(number == "1" ? "event" : "events")} back",
        ["offset", var offset] => $"the event at offset {offset}",
        _ => $"what came since {Words.Time(DateTimeOffset.Parse(target.ToString(), CultureInfo.InvariantCulture))}",
    };

    private static string Now(PartitionMove partition) => partition.Plan.From switch
    {
        null => "no checkpoint",
        { SequenceNumber: null } from => $"offset {from.Offset}",
        { SequenceNumber: -1 } => "earliest",
        _ => Words.Number(partition.Now),
    };

    private static TextCell Then(PartitionMove partition) => partition switch
    {
        { Plan.IsRefused: true } => new TextCell("REFUSED", Style.Bad),
        { LeftAlone: not null } => new TextCell("as it is", Style.Faint),
        { Plan.To: -1 } => "earliest",
        _ => Words.Number(partition.Next),
    };

    private static TextCell Events(PartitionMove partition) => partition.IsMoved
        ? partition.Plan.Events switch
        {
            null => partition.MaySkip > 0 ? new TextCell($"up to {Words.Count(partition.MaySkip)} SKIPPED", Style.Warning) : Words.None,
            >= 0 => $"{Words.Count(partition.Plan.Events.Value)} again",
            _ => new TextCell($"{Words.Count(-partition.Plan.Events.Value)} SKIPPED", Style.Warning),
        }
        : Words.None;
}
