using Checkpointing.Cli.CommandLine;
using Checkpointing.Cli.Json;
using Checkpointing.Cli.Settings;
using Checkpointing.Cli.Terminal;

namespace Checkpointing.Cli.Verbs.Listing;

/// <summary><c>list</c>: the checkpoint of each partition.</summary>
internal sealed class ListVerb : Verb
{
    private readonly TopOption _top = new();

    public ListVerb(SharedOptions shared)
        : base(
            "list",
            "Lists the checkpoints of a group: per partition the last event that was processed, who wrote it, and when. Oldest first where not all are shown.",
            shared,
            "checkpoints list",
            "checkpoints list --group contoso.servicebus.windows.net/orders/billing",
            "checkpoints list --top 10                              # the ten that have not moved for longest",
            "checkpoints list --json | jq '.checkpoints[] | select(.ageSeconds > 600) | .partition'")
    {
        AddAll([.. shared.GroupOptions, .. _top.Options]);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(VerbContext context, CancellationToken cancellationToken)
    {
        StoreSession store = context.OpenStore();
        ConsumerGroup group = await context.FindGroupAsync(store, cancellationToken).ConfigureAwait(false);
        CheckpointsReport report = await CheckpointsReport.ReadAsync(store.Name, store.Store, group, context.Clock, cancellationToken).ConfigureAwait(false);
        context.Show(report, Documents.Readable.CheckpointsReport, (_, screen) => Print(report, _top.Rows(context, report.Checkpoints.Count), screen));
        if (report.Checkpoints.Count == 0 && report.Faults.Count == 0)
        {
            await UnknownGroup.TellAsync(context, store, group, cancellationToken).ConfigureAwait(false);
        }

        return report.Faults.Count == 0 ? ExitCode.Ok : ExitCode.Found;
    }

    private static void Print(CheckpointsReport report, int rows, Screen screen)
    {
        screen.WriteSentence($"{report.Group} in {report.Store}", Style.Strong);
        if (report.Checkpoints.Count == 0)
        {
            screen.WriteSentence("There is no checkpoint.");
        }
        else
        {
            PrintTable(report, rows, screen);
        }

        Faults.Print(report.Faults, screen);
    }

    private static void PrintTable(CheckpointsReport report, int rows, Screen screen)
    {
        TextTable table = new(
            new TextColumn("PARTITION"),
            new TextColumn("CHECKPOINT", IsRight: true),
            new TextColumn("OFFSET", IsRight: true, Rank: 3, Least: 8),
            new TextColumn("WRITTEN BY", Rank: 1, Least: 12),
            new TextColumn("WRITTEN AT", Rank: 2),
            new TextColumn("AGE", IsRight: true));
        bool isWhole = rows >= report.Checkpoints.Count;
        foreach (CheckpointEntry entry in isWhole ? report.Checkpoints : report.Checkpoints.OrderByDescending(entry => entry.AgeSeconds).Take(rows))
        {
            table.Add(
                entry.Partition,
                entry.SequenceNumber is -1 ? "earliest" : Words.Number(entry.SequenceNumber),
                entry.Offset ?? Words.None,
                entry.WrittenBy ?? Words.None,
                Words.Time(entry.WrittenAt),
                Words.Age(TimeSpan.FromSeconds(entry.AgeSeconds)));
        }

        table.Write(screen);
        CheckpointEntry oldest = report.Checkpoints.MaxBy(entry => entry.AgeSeconds)!;
        CheckpointEntry newest = report.Checkpoints.MinBy(entry => entry.AgeSeconds)!;
        screen.WriteSentence(
            $"{Words.Count(report.Checkpoints.Count, "checkpoint")}; the oldest was written {Age(oldest)} ago (partition {oldest.Partition}), the newest {Age(newest)} ago"
            + (isWhole ? "" : $". Shown are the {Words.Count(rows)} oldest; --all shows every one"),
            Style.Faint);
    }

    private static string Age(CheckpointEntry entry) => Words.Age(TimeSpan.FromSeconds(entry.AgeSeconds));
}
