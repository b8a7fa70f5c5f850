using Checkpointing.Cli.Terminal;

namespace Checkpointing.Cli.Verbs.Owners;

/// <summary>Owners as people read them.</summary>
internal static class OwnersText
{
    public static void PrintOwners(OwnersReport report, Screen screen)
    {
        screen.WriteSentence($"{report.Group} in {report.Store}", Style.Strong);
        if (report.Owners.Count > 0)
        {
            TextTable table = new(
                new TextColumn("OWNER", Least: 14),
                new TextColumn("STATE"),
                new TextColumn("RENEWED", IsRight: true),
                new TextColumn("COUNT", IsRight: true),
                new TextColumn("PARTITIONS", Rank: 1, Least: 12));
            foreach (OwnerShare owner in report.Owners)
            {
                table.Add(
                    owner.Owner, State(owner.State), Ago(owner.AgeSeconds), Words.Count(owner.Partitions.Count), Words.Runs(owner.Partitions));
            }

            table.Write(screen);
        }

        PrintSum(report, screen);
    }

    /// <summary>A line for each partition; where not all are shown, those first that nobody serves.</summary>
    public static void PrintPartitions(OwnersReport report, int rows, Screen screen)
    {
        screen.WriteSentence($"{report.Group} in {report.Store}", Style.Strong);
        TextTable table = new(
            new TextColumn("PARTITION"),
            new TextColumn("OWNER", Least: 14),
            new TextColumn("STATE"),
            new TextColumn("RENEWED", IsRight: true),
            new TextColumn("EPOCH", IsRight: true, Rank: 2),
            new TextColumn("ASKED FOR BY", Rank: 1, Least: 12));
        bool isWhole = rows >= report.Partitions.Count;
        foreach (PartitionOwner partition in isWhole
            ? report.Partitions
            : report.Partitions.OrderBy(partition => partition.State == OwnerState.Live).ThenByDescending(partition => partition.AgeSeconds).Take(rows))
        {
            table.Add(
                partition.Partition,
                partition.Owner ?? Words.None,
                State(partition.State),
                Ago(partition.AgeSeconds),
                Words.Number(partition.Epoch),
                partition.RequestedBy ?? Words.None);
        }

        if (report.Partitions.Count > 0)
        {
            table.Write(screen);
        }

        if (!isWhole)
        {
            screen.WriteSentence($"Shown are {Words.Count(rows)}, those without a live owner first; --all shows every one.", Style.Faint);
        }

        PrintSum(report, screen);
    }

    private static void PrintSum(OwnersReport report, Screen screen)
    {
        int[] shares = [.. report.Owners.Where(owner => owner.State == OwnerState.Live).Select(owner => owner.Partitions.Count)];
        string spread = shares.Length switch
        {
            0 => "no live owner",
            1 => "1 live owner",
            _ => $"{Words.Count(shares.Length)} live owners, {(report.IsEven ? "evenly spread" : "UNEVENLY spread")} ({Words.Count(shares.Min())} to {Words.Count(shares.Max())} each)",
        };
        int expired = report.Partitions.Count(partition => partition.State == OwnerState.Expired);
        int free = report.Partitions.Count(partition => partition.State == OwnerState.Free);
        screen.WriteSentence(
            $"{Words.Count(report.Partitions.Count, "partition")}: {spread}, {Words.Count(expired)} with an expired owner (not renewed for {Words.Age(TimeSpan.FromSeconds(report.ExpirationSeconds))}), {Words.Count(free)} free",
            expired > 0 || !report.IsEven ? Style.Warning : Style.Faint);
        Faults.Print(report.Faults, screen);
    }

    private static TextCell State(OwnerState state) => state switch
    {
        OwnerState.Live => new TextCell("live", Style.Good),
        OwnerState.Expired => new TextCell("EXPIRED", Style.Bad),
        _ => new TextCell("free", Style.Warning),
    };

    private static string Ago(double seconds) => $"{Words.Age(TimeSpan.FromSeconds(seconds))} ago";
}
