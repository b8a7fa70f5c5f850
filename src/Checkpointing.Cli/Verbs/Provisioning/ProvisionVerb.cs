using System.CommandLine;
using Checkpointing.Cli.CommandLine;
using Checkpointing.Cli.Json;
using Checkpointing.Cli.Settings;
using Checkpointing.Cli.Terminal;

namespace Checkpointing.Cli.Verbs.Provisioning;

/// <summary><c>provision</c>: creates what a store needs, or prints it for those who may.</summary>
internal sealed class ProvisionVerb : Verb
{
    private readonly Option<bool> _print = new("--print") { Description = "Creates nothing, but prints the SQL, definition or command by which somebody else can. Needs no connection." };
    private readonly Option<string?> _role = new("--role") { Description = "With --print on PostgreSQL: the role of the processors, which is granted what they need.", HelpName = "name" };

    public ProvisionVerb(SharedOptions shared)
        : base(
            "provision",
            "Creates what the store needs and is missing: schema and tables, container, file. Safe to repeat. Or prints what creates it.",
            shared,
            "checkpoints provision",
            "checkpoints provision --print --role orders_app > checkpoints.sql",
            "checkpoints provision --store Cosmos --print")
    {
        AddAll([_print, _role]);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(VerbContext context, CancellationToken cancellationToken)
    {
        string store = StoreNames.Require(context.Settings);
        if (context.Get(_print))
        {
            context.Show(
                new ProvisionReport(store, Created: false, Definitions.Of(context.Settings, store, context.Get(_role))),
                Documents.Readable.ProvisionReport,
                (report, screen) => screen.WriteLine(report.Definition!.TrimEnd()));
            return ExitCode.Ok;
        }

        StoreSession session = context.OpenStore();
        if (session.Store is ICheckpointStoreProvisioner provisioner)
        {
            await provisioner.ProvisionAsync(cancellationToken).ConfigureAwait(false);
        }

        context.Show(
            new ProvisionReport(session.Name, Created: true, Definition: null),
            Documents.Readable.ProvisionReport,
            (report, screen) => screen.WriteSentence($"The {report.Store} store has what it needs. 'checkpoints doctor' looks at it.", Style.Good));
        return ExitCode.Ok;
    }
}
