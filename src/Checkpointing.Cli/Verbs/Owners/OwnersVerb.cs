using System.CommandLine;
using Checkpointing.Cli.CommandLine;
using Checkpointing.Cli.Json;
using Checkpointing.Cli.Settings;

namespace Checkpointing.Cli.Verbs.Owners;

/// <summary><c>owners</c>: who holds the partitions, and how evenly.</summary>
internal sealed class OwnersVerb : Verb
{
    private readonly Option<bool> _partitions = new("--partitions", "-p") { Description = "Shows a line for each partition in place of one for each owner." };
    private readonly TopOption _top = new();

    public OwnersVerb(SharedOptions shared)
        : base(
            "owners",
            "Shows who owns the partitions of a group, since when they last renewed, whether they count as gone, and how evenly the partitions are spread.",
            shared,
            "checkpoints owners",
            "checkpoints owners --partitions                       # who has partition 7?",
            "checkpoints owners --json | jq '.partitions[] | select(.state == \"expired\")'")
    {
        AddAll([.. shared.GroupOptions, shared.Expiration, _partitions, .. _top.Options]);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(VerbContext context, CancellationToken cancellationToken)
    {
        StoreSession store = context.OpenStore();
        ConsumerGroup group = await context.FindGroupAsync(store, cancellationToken).ConfigureAwait(false);
        OwnersReport report = await OwnersReport.ReadAsync(
            store.Name, store.Store, group, context.OwnerExpiration(), context.Clock, cancellationToken).ConfigureAwait(false);
        context.Show(report, Documents.Readable.OwnersReport, (_, screen) =>
        {
            if (context.Get(_partitions))
            {
                OwnersText.PrintPartitions(report, _top.Rows(context, report.Partitions.Count), screen);
            }
            else
            {
                OwnersText.PrintOwners(report, screen);
            }
        });
        if (report.Partitions.Count == 0 && report.Faults.Count == 0)
        {
            await UnknownGroup.TellAsync(context, store, group, cancellationToken).ConfigureAwait(false);
        }

        return report.Faults.Count == 0 ? ExitCode.Ok : ExitCode.Found;
    }
}
