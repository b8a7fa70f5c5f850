using System.CommandLine;
using Checkpointing.Cli.CommandLine;
using Checkpointing.Cli.Json;
using Checkpointing.Cli.Settings;
using Checkpointing.Cli.Verbs.Copying;

namespace Checkpointing.Cli.Verbs.Importing;

/// <summary><c>import</c>: checkpoints that other programs left.</summary>
internal sealed class ImportVerb : Verb
{
    private const string Jedis = "jedis";

    /// <summary>What the names of environment variables for what is read begin with.</summary>
    private const string Prefix = "CHECKPOINTS_FROM_";

    private readonly Argument<string> _format = new("format")
    {
        Description = "eph: leases of the old EventProcessorHost. functions: those of Azure Functions. guide: JSON bodies at the SDKs' paths. go, dapr: their JSON bodies. jedis: the Java SDK's Redis layout.",
    };

    private readonly Option<string?> _container = new("--container") { Description = "The blob container to read, in the account of Checkpointing:Blob.", HelpName = "name" };
    private readonly Option<string?> _path = new("--path") { Description = "Where the blobs lie, if elsewhere: a text with {namespace}, {hub}, {group} and {partition}, such as prefix/{group}/{partition}.", HelpName = "template" };
    private readonly Option<string?> _from = new("--from-config") { Description = $"The settings of what is read (Checkpointing:Blob or Checkpointing:Redis), if they are not among the tool's. Only environment variables that begin with {Prefix} are added to them.", HelpName = "file" };
    private readonly Option<bool> _live = new("--live") { Description = "Imports although owners are alive." };
    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Replaces also what stands further on in the store." };
    private readonly Option<bool> _dryRun = new("--dry-run", "-n") { Description = "Shows what would be imported and does nothing." };
    private readonly TopOption _top = new();

    public ImportVerb(SharedOptions shared)
        : base(
            "import",
            "Imports the checkpoints of a group that another program left, into the configured store. Stop that program first. Like copy it adds and advances only.",
            shared,
            "checkpoints import functions                           # container azure-webjobs-eventhub, account of Checkpointing:Blob",
            "checkpoints import eph --container leases --group '$Default'",
            "checkpoints import eph --container leases --path 'prod/{group}/{partition}' --dry-run",
            "checkpoints import jedis --group contoso.servicebus.windows.net/Orders/billing",
            "checkpoints copy --from Blob                           # the present layout of all Microsoft SDKs, also of newer Functions")
    {
        _format.AcceptOnlyFromAmong([.. BlobTemplates.Names, Jedis]);
        Arguments.Add(_format);
        AddAll([_container, _path, _from, _live, _overwrite, _dryRun, .. shared.GroupOptions, shared.Expiration, .. _top.Options]);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(VerbContext context, CancellationToken cancellationToken)
    {
        SpelledGroup group = SpelledGroup.Find(context.Settings, context.Choice);
        ToolSettings from = context.Get(_from) is { } file ? ToolSettings.ReadOther(_from.Name, [file], Prefix, store: null) : context.Settings;
        string format = context.Arguments.GetRequiredValue(_format);
        ICheckpointPlace source = format == Jedis
            ? new StorePlace(context.OpenStore(Sources.Jedis(from, group)), context.OwnerExpiration(), context.Clock)
            : new BlobBodiesPlace(Sources.Container(from, context.Get(_container) ?? BlobTemplates.Container(format)), context.Get(_path) ?? BlobTemplates.Path(format), group);
        var target = new StorePlace(context.OpenStore(), context.OwnerExpiration(), context.Clock);
        CopyReport report = await new Copier(source, target, context.Screen).CopyAsync(
            target, [group.ToGroup()], context.Get(_overwrite), context.Get(_live), context.Get(_dryRun), cancellationToken).ConfigureAwait(false);
        context.Show(report, Documents.Readable.CopyReport, (_, screen) => CopyText.PrintCopy(report, _top.Rows(context, int.MaxValue), screen));
        return report.Groups[0] is { Left: 0, Faults.Count: 0, Partitions.Count: > 0 } ? ExitCode.Ok : ExitCode.Found;
    }
}
