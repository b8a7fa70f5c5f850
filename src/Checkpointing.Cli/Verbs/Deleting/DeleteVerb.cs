using System.CommandLine;
using Checkpointing.Cli.CommandLine;
using Checkpointing.Cli.Json;
using Checkpointing.Cli.Settings;
using Checkpointing.Cli.Terminal;
using Checkpointing.Cli.Verbs.Copying;

namespace Checkpointing.Cli.Verbs.Deleting;

/// <summary><c>delete</c>: a group's state.</summary>
internal sealed class DeleteVerb : Verb
{
    private readonly Option<string?> _confirm = new("--confirm") { Description = "The name of the group once more, so that nobody is asked for it.", HelpName = "name" };
    private readonly Option<bool> _live = new("--live") { Description = "Deletes although owners are alive: they begin anew at their default position." };

    public DeleteVerb(SharedOptions shared)
        : base(
            "delete",
            "Deletes all ownership and all checkpoints of a group, and asks for its name first. Whoever processes it afterwards begins at the default position. 'copy --to-file' makes a backup.",
            shared,
            "checkpoints delete --group contoso.servicebus.windows.net/orders/billing",
            "checkpoints delete --group contoso.servicebus.windows.net/orders/billing --confirm billing")
    {
        AddAll([_confirm, _live, .. shared.GroupOptions, shared.Expiration]);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(VerbContext context, CancellationToken cancellationToken)
    {
        StoreSession store = context.OpenStore();
        ConsumerGroup group = await context.FindGroupAsync(store, cancellationToken).ConfigureAwait(false);
        var place = new StorePlace(store, context.OwnerExpiration(), context.Clock);
        PlaceContents contents = await ReadAsync(context, place, group, cancellationToken).ConfigureAwait(false);
        if (context.Screen.IsJson && context.Get(_confirm) is null)
        {
            throw new CliException(ExitCode.Misused, "with --json nobody is asked: give --confirm and the group's name.");
        }

        if (contents.IsEmpty && await UnknownGroup.DescribeAsync($"the {store.Name} store", store.ListGroupsAsync, group, cancellationToken).ConfigureAwait(false) is { } unknown)
        {
            throw new CliException(ExitCode.Misused, $"nothing was deleted: {unknown}.");
        }

        int partitions = contents.Checkpoints.Keys.Union(contents.Epochs.Keys, StringComparer.Ordinal).Count();
        if (context.Get(_confirm) is not { } name)
        {
            context.Screen.Remark($"This deletes the state of {Words.Count(partitions, "partition")} of {group} in {store.Name}.");
            name = await Question.AskAsync(context.Screen, "Type the group's name to go on: ", cancellationToken).ConfigureAwait(false);
        }

        if (!name.Equals(group.Name, StringComparison.OrdinalIgnoreCase) && !name.Equals(group.ToString(), StringComparison.OrdinalIgnoreCase))
        {
            throw new CliException(ExitCode.Refused, $"nothing was changed: that is not the name of the group, which is {group.Name}.");
        }

        if (context.Get(_confirm) is null)
        {
            // The question may have stood for long, and owners may have come meanwhile.
            await ReadAsync(context, place, group, cancellationToken).ConfigureAwait(false);
        }

        cancellationToken.ThrowIfCancellationRequested();
        int deleted = await store.Operator.DeleteGroupAsync(group, CancellationToken.None).ConfigureAwait(false);
        context.Show(
            new DeleteReport(store.Name, group.ToString(), deleted),
            Documents.Readable.DeleteReport,
            (report, screen) => screen.WriteSentence($"The state of {Words.Count(report.PartitionsDeleted, "partition")} of {report.Group} was deleted from {report.Store}."));
        return ExitCode.Ok;
    }

    /// <summary>What there is to be deleted.</summary>
    /// <exception cref="CliException">Owners are alive, or may be, and that was not expected.</exception>
    private async Task<PlaceContents> ReadAsync(VerbContext context, StorePlace place, ConsumerGroup group, CancellationToken cancellationToken)
    {
        PlaceContents contents = await place.ReadAsync(group, cancellationToken).ConfigureAwait(false);
        return !contents.MayHaveLiveOwners || context.Get(_live)
            ? contents
            : throw new CliException(
                ExitCode.Refused,
                $"nothing was changed: {group} {contents.DescribeLiveOwners("")}, which would begin anew at their default position. Stop them first, or say --live.");
    }
}
