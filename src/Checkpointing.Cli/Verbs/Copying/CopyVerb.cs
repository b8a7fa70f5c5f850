using System.CommandLine;
using Checkpointing.Cli.CommandLine;
using Checkpointing.Cli.Json;

namespace Checkpointing.Cli.Verbs.Copying;

/// <summary><c>copy</c>: checkpoints from one place to another.</summary>
internal sealed class CopyVerb : Verb
{
    private readonly PlaceOptions _places = new();
    private readonly Option<bool> _live = new("--live") { Description = "Copies although owners are alive: what they process afterwards is processed again." };
    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Replaces also what stands further on in the target, so that it goes back." };
    private readonly Option<bool> _dryRun = new("--dry-run", "-n") { Description = "Shows what would be copied and does nothing." };
    private readonly TopOption _top = new();

    public CopyVerb(SharedOptions shared)
        : base(
            "copy",
            "Copies the checkpoints of a group, or of all, from one store to another, or to or from a JSON file. Ownership is never copied. It adds and advances only; a second run changes nothing.",
            shared,
            "checkpoints copy --to Postgres                         # from the configured store, to that of section Checkpointing:Postgres",
            "checkpoints copy --from Blob --to Redis --all-groups",
            "checkpoints copy --to-config other.json",
            "checkpoints copy --to-file backup.json --live          # a backup of a running group",
            "checkpoints copy --from-file backup.json --to Postgres --overwrite")
    {
        AddAll([.. _places.From, .. _places.To, _live, _overwrite, _dryRun, .. shared.GroupOptions, shared.Expiration, .. _top.Options]);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(VerbContext context, CancellationToken cancellationToken)
    {
        ICheckpointPlace source = _places.OpenSource(context);
        ICheckpointTarget target = _places.OpenTarget(context, isRead: false);
        IReadOnlyList<ConsumerGroup> groups = await _places.GroupsAsync(context, source, cancellationToken).ConfigureAwait(false);
        CopyReport report = await new Copier(source, target, context.Screen).CopyAsync(
            target, groups, context.Get(_overwrite), context.Get(_live), context.Get(_dryRun), cancellationToken).ConfigureAwait(false);
        context.Show(report, Documents.Readable.CopyReport, (_, screen) => CopyText.PrintCopy(report, _top.Rows(context, int.MaxValue), screen));
        bool isWhole = report.AreSame || (context.Get(_dryRun) && report.Groups.All(group => group.Left == 0 && group.Faults.Count == 0));
        return isWhole && report.Groups.Count > 0 ? ExitCode.Ok : ExitCode.Found;
    }
}
