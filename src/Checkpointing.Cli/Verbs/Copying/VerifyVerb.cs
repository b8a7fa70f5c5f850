using Checkpointing.Cli.CommandLine;
using Checkpointing.Cli.Json;

namespace Checkpointing.Cli.Verbs.Copying;

/// <summary><c>verify</c>: whether two places hold the same.</summary>
internal sealed class VerifyVerb : Verb
{
    private readonly PlaceOptions _places = new();
    private readonly TopOption _top = new();

    public VerifyVerb(SharedOptions shared)
        : base(
            "verify",
            "Compares the checkpoints of a group, or of all, in two stores, or in a store and a JSON file, and shows the differences. Exit code 1 if there are any.",
            shared,
            "checkpoints verify --to Postgres                       # the configured store against that of section Checkpointing:Postgres",
            "checkpoints verify --from Blob --to Redis --all-groups",
            "checkpoints verify --to-file backup.json --json")
    {
        AddAll([.. _places.From, .. _places.To, .. shared.GroupOptions, shared.Expiration, .. _top.Options]);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(VerbContext context, CancellationToken cancellationToken)
    {
        ICheckpointPlace source = _places.OpenSource(context);
        ICheckpointTarget target = _places.OpenTarget(context, isRead: true);
        IReadOnlyList<ConsumerGroup> groups = await _places.GroupsAsync(context, source, cancellationToken).ConfigureAwait(false);
        CopyReport report = await new Copier(source, target, context.Screen).CompareAsync(groups, cancellationToken).ConfigureAwait(false);
        context.Show(report, Documents.Readable.CopyReport, (_, screen) => CopyText.PrintComparison(report, _top.Rows(context, int.MaxValue), screen));
        return report.AreSame && report.Groups.Count > 0 ? ExitCode.Ok : ExitCode.Found;
    }
}
