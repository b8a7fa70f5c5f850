using Checkpointing.Cli.Terminal;

namespace Checkpointing.Cli.Verbs.Copying;

/// <summary>Copies and comparisons as people read them.</summary>
internal static class CopyText
{
    public static void PrintCopy(CopyReport report, int top, Screen screen)
    {
        foreach (CopyGroup group in report.Groups)
        {
            Head(report, group, "to", screen);
            Table(report, group, top, screen);
            if (group.Partitions.Count > 0 && group.Partitions.All(entry => entry.State == CopyState.Extra))
            {
                screen.WriteSentence($"{report.Source} has no checkpoint of it.", Style.Warning);
            }

            string left = group.Left > 0 ? $", {Words.Count(group.Left)} left alone, for the target is ahead or holds something else (--overwrite replaces it, except what only the target has)" : "";
            screen.WriteSentence(
                $"{Words.Count(group.Copied, "checkpoint")} {(report.Applied ? "copied" : "to be copied")}, {Words.Count(group.Same)} the same before{left}",
                group.Left > 0 ? Style.Warning : Style.Good);
            Faults.Print(group.Faults, screen);
        }

        Nothing(report, screen);
    }

    public static void PrintComparison(CopyReport report, int top, Screen screen)
    {
        foreach (CopyGroup group in report.Groups)
        {
            Head(report, group, "against", screen);
            Table(report, group, top, screen);
            int different = group.Partitions.Count - group.Same;
            screen.WriteSentence(
                different == 0 ? $"{Words.Count(group.Same, "checkpoint")}, all the same" : $"{Words.Count(different, "difference")}, {Words.Count(group.Same)} the same",
                different == 0 ? Style.Good : Style.Bad);
            Faults.Print(group.Faults, screen);
        }

        Nothing(report, screen);
    }

    private static void Head(CopyReport report, CopyGroup group, string word, Screen screen) =>
        screen.WriteSentence($"{group.Group}: {report.Source} {word} {report.Target}", Style.Strong);

    private static void Nothing(CopyReport report, Screen screen)
    {
        if (report.Groups.Count == 0)
        {
            screen.WriteSentence($"{report.Source} knows no group.", Style.Warning);
        }
    }

    /// <summary>Only what differs is worth a line.</summary>
    private static void Table(CopyReport report, CopyGroup group, int top, Screen screen)
    {
        CopyEntry[] different = [.. group.Partitions.Where(entry => entry.State != CopyState.Same)];
        if (different.Length == 0)
        {
            return;
        }

        TextTable table = new(
            new TextColumn("PARTITION"),
            new TextColumn(report.Source.ToUpperInvariant(), IsRight: true, Least: 10),
            new TextColumn(report.Target.ToUpperInvariant(), IsRight: true, Least: 10),
            new TextColumn("TARGET"));
        foreach (CopyEntry entry in different.Take(top))
        {
            table.Add(entry.Partition, Position(entry.Source, entry.SourceOffset), Position(entry.Target, entry.TargetOffset), State(entry));
        }

        table.Write(screen);
        if (different.Length > top)
        {
            screen.WriteSentence($"… and {Words.Count(different.Length - top)} more; --all shows every one", Style.Faint);
        }
    }

    private static string Position(long? number, string? offset) => number switch
    {
        -1 => "earliest",
        { } known => Words.Number(known),
        _ => offset is null ? Words.None : $"offset {offset}",
    };

    private static TextCell State(CopyEntry entry) => entry.State switch
    {
        CopyState.Missing => "has none",
        CopyState.Behind => $"is {Words.Count(entry.Source!.Value - entry.Target!.Value)} behind",
        CopyState.Ahead => new TextCell($"is {Words.Count(entry.Target!.Value - entry.Source!.Value)} AHEAD", Style.Warning),
        CopyState.Extra => new TextCell("has one, the source none", Style.Warning),
        _ => new TextCell($"DIFFERS (offset {entry.SourceOffset ?? "unknown"}, {entry.TargetOffset ?? "unknown"})", Style.Warning),
    };
}
