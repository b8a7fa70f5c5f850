using System.CommandLine;
using Checkpointing.Cli.CommandLine;
using Checkpointing.Cli.Json;
using Checkpointing.Cli.Settings;
using Checkpointing.Cli.Terminal;

namespace Checkpointing.Cli.Verbs.Releasing;

/// <summary><c>release</c>: a dead owner's partitions.</summary>
internal sealed class ReleaseVerb : Verb
{
    private readonly Option<string?> _owner = new("--owner", "-o") { Description = "The owner that is dead; without it all whose ownership has expired.", HelpName = "id" };
    private readonly Option<string[]> _partitions = new("--partition", "-p") { Description = "A partition; repeat it for several, or write 3,7 or 0-31. Without it all of the owner.", HelpName = "id" };
    private readonly Option<bool> _live = new("--live") { Description = "Releases although the owner counts as alive. If it is, it loses the partitions, and some events are processed twice." };
    private readonly Option<bool> _dryRun = new("--dry-run", "-n") { Description = "Shows what would be released and does nothing." };
    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Does it without asking." };

    public ReleaseVerb(SharedOptions shared)
        : base(
            "release",
            "Frees the partitions of a dead owner, so that others take them at once and do not wait until they expire.",
            shared,
            "checkpoints release --owner worker-7",
            "checkpoints release --owner worker-7 --live            # it is dead for certain, but has not expired yet",
            "checkpoints release --yes                              # all that have expired")
    {
        AddAll([_owner, _partitions, _live, _dryRun, _yes, .. shared.GroupOptions, shared.Expiration]);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(VerbContext context, CancellationToken cancellationToken)
    {
        StoreSession store = context.OpenStore();
        ConsumerGroup group = await context.FindGroupAsync(store, cancellationToken).ConfigureAwait(false);
        var releaser = new Releaser(store.Store, group, context.OwnerExpiration(), context.Clock);
        bool dryRun = context.Get(_dryRun);
        (PartitionOwnership[] records, Fault[] unreadable) = await releaser.ChooseAsync(
            context.Get(_owner), PartitionList.Read(context.Get(_partitions)), context.Get(_live) || dryRun, cancellationToken).ConfigureAwait(false);
        double[] ages = [.. records.Select(record => Math.Round(releaser.Age(record).TotalSeconds, 1))];
        IReadOnlySet<string> released = new HashSet<string>(StringComparer.Ordinal);
        IReadOnlyList<Fault> faults = [];
        if (records.Length > 0 && !dryRun)
        {
            await Question.ConfirmAsync(context.Screen, Describe(records), context.Get(_yes), cancellationToken).ConfigureAwait(false);
            (released, faults) = await releaser.ReleaseAsync(records, context.Screen, cancellationToken).ConfigureAwait(false);
        }

        var report = new ReleaseReport(
            store.Name,
            group.ToString(),
            records.Length > 0 && !dryRun,
            [.. records.Zip(ages, (record, age) => new ReleasedPartition(record.PartitionId, record.OwnerId, age, released.Contains(record.PartitionId)))],
            [.. unreadable, .. faults]);
        context.Show(report, Documents.Readable.ReleaseReport, Print);
        if (records.Length == 0 && unreadable.Length == 0)
        {
            await UnknownGroup.TellAsync(context, store, group, cancellationToken).ConfigureAwait(false);
        }

        return report.Faults.Count > 0 || (report.Applied && released.Count < records.Length) ? ExitCode.Found : ExitCode.Ok;
    }

    private static string Describe(PartitionOwnership[] records) =>
        $"Release {Words.Partitions(records.Select(record => record.PartitionId))} of {string.Join(", ", records.Select(record => record.OwnerId).Distinct(StringComparer.Ordinal).Take(3))}?";

    private static void Print(ReleaseReport report, Screen screen)
    {
        screen.WriteSentence($"{report.Group} in {report.Store}", Style.Strong);
        if (report.Partitions.Count == 0)
        {
            screen.WriteSentence("Nothing is to be released. 'checkpoints owners' shows who has what.");
        }
        else
        {
            TextTable table = new(new TextColumn("PARTITION"), new TextColumn("OWNER", Least: 14), new TextColumn("RENEWED", IsRight: true), new TextColumn("OUTCOME"));
            foreach (ReleasedPartition partition in report.Partitions)
            {
                TextCell outcome = partition.Released ? new TextCell("released", Style.Good)
                    : report.Applied ? new TextCell("kept: it was renewed or taken over meanwhile", Style.Warning)
                    : "would be released";
                table.Add(partition.Partition, partition.Owner, $"{Words.Age(TimeSpan.FromSeconds(partition.AgeSeconds))} ago", outcome);
            }

            table.Write(screen);
        }

        Faults.Print(report.Faults, screen);
    }
}
