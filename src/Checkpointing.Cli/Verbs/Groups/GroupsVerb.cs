using Checkpointing.Cli.CommandLine;
using Checkpointing.Cli.Json;
using Checkpointing.Cli.Settings;
using Checkpointing.Cli.Terminal;

namespace Checkpointing.Cli.Verbs.Groups;

/// <summary><c>groups</c>: what a store knows.</summary>
internal sealed class GroupsVerb(SharedOptions shared) : Verb(
    "groups",
    "Lists the consumer groups of which the store holds any state, as --group takes them.",
    shared,
    "checkpoints groups",
    "checkpoints groups --config appsettings.json --json",
    "checkpoints groups --store Redis --set Checkpointing:Redis:ConnectionString=localhost")
{
    /// <inheritdoc/>
    public override async Task<int> RunAsync(VerbContext context, CancellationToken cancellationToken)
    {
        StoreSession store = context.OpenStore();
        GroupsReport report = await GroupsReport.ReadAsync(store, cancellationToken).ConfigureAwait(false);
        context.Show(report, Documents.Readable.GroupsReport, Print);
        return ExitCode.Ok;
    }

    private static void Print(GroupsReport report, Screen screen)
    {
        foreach (GroupEntry group in report.Groups)
        {
            screen.WriteLine(Words.Visible($"{group.Namespace}/{group.Hub}/{group.Group}"));
        }

        if (report.Groups.Count == 0)
        {
            screen.WriteSentence($"The {report.Store} store knows no consumer group yet.");
        }
    }
}
