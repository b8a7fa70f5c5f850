using Checkpointing.Cli.Terminal;

namespace Checkpointing.Cli.Verbs.Lag;

/// <summary>The lag as people read it.</summary>
internal static class LagText
{
    public static void Print(LagReport report, int rows, Screen screen) => Print(report, rows, screen, static () => { });

    /// <param name="report">The lag.</param>
    /// <param name="rows">How many partitions are shown; those that are worst if not all.</param>
    /// <param name="screen">Where to.</param>
    /// <param name="endLine">What is to be done before each line ends.</param>
    public static void Print(LagReport report, int rows, Screen screen, Action endLine)
    {
        Line(screen, $"{report.Group} in {report.Store}", Style.Strong, endLine);
        TextTable table = new(
            new TextColumn("PARTITION"),
            new TextColumn("EVENTS BEHIND", IsRight: true),
            new TextColumn("WAITING", IsRight: true),
            new TextColumn("CHECKPOINT", IsRight: true, Rank: 2),
            new TextColumn("NEWEST", IsRight: true, Rank: 3),
            new TextColumn("MOVED", IsRight: true, Rank: 1),
            new TextColumn("OWNER", Rank: 1, Least: 10),
            new TextColumn("STATE"));
        bool isWhole = rows >= report.Partitions.Count;
        foreach (LagOfPartition partition in isWhole ? report.Partitions : Worst(report).Take(rows))
        {
            table.Add(
                partition.Partition,
                new TextCell(Words.Count(partition.EventsBehind), partition.EventsBehind > 0 ? Style.Strong : Style.Plain),
                Wait(partition.SecondsBehind, partition.SecondsAreExact),
                partition.Checkpoint is -1 ? "earliest" : Words.Number(partition.Checkpoint),
                Words.Number(partition.LastEvent),
                partition.CheckpointAgeSeconds is { } age ? $"{Words.Age(TimeSpan.FromSeconds(age))} ago" : Words.None,
                partition.Owner ?? Words.None,
                State(partition));
        }

        table.Write(screen, endLine);
        if (!isWhole)
        {
            Line(screen, $"Shown are the {Words.Count(rows)} that are worst; --all shows every one.", Style.Faint, endLine);
        }

        foreach (string line in Sum(report))
        {
            Line(screen, line, report.Exceeded.Count > 0 || report.Partitions.Any(IsTrouble) ? Style.Warning : Style.Faint, endLine);
        }

        foreach (string exceeded in report.Exceeded)
        {
            Line(screen, $"! {exceeded}", Style.Bad, endLine);
        }

        Faults.Print(report.Faults, screen);
    }

    /// <summary>The sum in a line, such as for a log.</summary>
    public static string Brief(LagReport report) =>
        $"{Words.Count(report.EventsBehind, "event")} behind in {Words.Count(report.PartitionsBehind)} of {Words.Count(report.Partitions.Count, "partition")}, waiting {Wait(report.SecondsBehind, report.SecondsAreExact)}";

    /// <summary>The partitions that are not well, by state, in a line; empty if there are none.</summary>
    public static string Troubles(IEnumerable<LagOfPartition> partitions) => string.Join(
        ", ",
        partitions.Where(IsTrouble).GroupBy(partition => partition.State).OrderBy(group => group.Key)
            .Select(group => $"{Words.Count(group.Count())} {Meaning(group.Key)} ({Words.Fit(Words.Runs(group.Select(partition => partition.Partition)), 40)})"));

    private static IEnumerable<LagOfPartition> Worst(LagReport report) => report.Partitions
        .OrderByDescending(IsTrouble).ThenByDescending(partition => partition.EventsBehind).ThenByDescending(partition => partition.SecondsBehind);

    private static bool IsTrouble(LagOfPartition partition) => partition.State != LagState.Ok;

    private static IEnumerable<string> Sum(LagReport report)
    {
        yield return Brief(report);
        string troubles = Troubles(report.Partitions);
        if (troubles.Length > 0)
        {
            yield return troubles;
        }
    }

    private static string Wait(double seconds, bool isExact) => (isExact ? "" : ">") + Words.Age(TimeSpan.FromSeconds(seconds));

    private static TextCell State(LagOfPartition partition) => partition.State switch
    {
        LagState.Ok => new TextCell("ok", Style.Good),
        LagState.Lost => new TextCell($"LOST {Words.Count(partition.EventsLost)}", Style.Bad),
        LagState.Stuck => new TextCell("STUCK", Style.Bad),
        LagState.MaybeStuck => new TextCell("maybe stuck", Style.Warning),
        LagState.NoOwner => new TextCell("NO OWNER", Style.Bad),
        LagState.NoCheckpoint => new TextCell("no checkpoint", Style.Warning),
        LagState.Beyond => new TextCell("BEYOND END", Style.Bad),
        _ => new TextCell("UNREADABLE", Style.Bad),
    };

    private static string Meaning(LagState state) => state switch
    {
        LagState.Stuck => "stuck",
        LagState.MaybeStuck => "maybe stuck",
        LagState.NoOwner => "without a live owner",
        LagState.NoCheckpoint => "without a checkpoint",
        LagState.Lost => "with expired events that were not processed",
        LagState.Beyond => "with a checkpoint beyond the end",
        _ => "unreadable",
    };

    private static void Line(Screen screen, string text, Style style, Action endLine)
    {
        foreach (string line in Words.Wrap(text, screen.Width, 2))
        {
            screen.Write(line, style);
            endLine();
            screen.WriteLine();
        }
    }
}
