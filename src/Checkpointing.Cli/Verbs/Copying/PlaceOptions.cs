using System.CommandLine;
using Checkpointing.Cli.CommandLine;
using Checkpointing.Cli.Settings;

namespace Checkpointing.Cli.Verbs.Copying;

/// <summary>The options that say which two places are meant.</summary>
internal sealed class PlaceOptions
{
    /// <summary>What the names of environment variables for the other store begin with.</summary>
    private const string Prefix = "CHECKPOINTS_TO_";

    private static readonly string[] Stores = ["Blob", "Cosmos", "Postgres", "Redis", "Sqlite"];

    private readonly Option<string?> _from = new("--from") { Description = "The store to read, by its section in the settings (Checkpointing:<name>); the processor's store unless given.", HelpName = "store" };
    private readonly Option<FileInfo?> _fromFile = new("--from-file") { Description = "A JSON file to read.", HelpName = "file" };
    private readonly Option<string?> _to = new("--to") { Description = "The other store, by its section in the settings (Checkpointing:<name>).", HelpName = "store" };
    private readonly Option<FileInfo?> _toFile = new("--to-file") { Description = "A JSON file as the other place.", HelpName = "file" };
    private readonly Option<string[]> _toConfig = new("--to-config") { Description = $"The other store's own settings, where both are of one kind, such as two databases. Only environment variables that begin with {Prefix} are added to them, such as {Prefix}Checkpointing__Postgres__ConnectionString.", HelpName = "file" };
    private readonly Option<bool> _allGroups = new("--all-groups") { Description = "All groups that the place which is read knows." };

    public PlaceOptions()
    {
        _from.CompletionSources.Add(Stores);
        _to.CompletionSources.Add(Stores);
    }

    /// <summary>The options of the source.</summary>
    public IEnumerable<Option> From => [_from, _fromFile, _allGroups];

    /// <summary>The options of the target.</summary>
    public IEnumerable<Option> To => [_to, _toFile, _toConfig];

    /// <summary>Opens the place that is read.</summary>
    public ICheckpointPlace OpenSource(VerbContext context)
    {
        if (context.Get(_fromFile) is { } file)
        {
            return context.Get(_from) is null
                ? File(_fromFile, file, isRead: true, context)
                : throw new CliException(ExitCode.Misused, "give --from or --from-file, not both.");
        }

        return Store(context, SourceSettings(context));
    }

    /// <summary>Opens the other place.</summary>
    /// <param name="context">The command.</param>
    /// <param name="isRead">Whether it is only read, and so has to be there.</param>
    /// <exception cref="CliException">It is the one that is read: all would be the same, and nothing copied.</exception>
    public ICheckpointTarget OpenTarget(VerbContext context, bool isRead)
    {
        string[] configs = context.Get(_toConfig) ?? [];
        return (context.Get(_to), context.Get(_toFile), configs) switch
        {
            (null, { } file, []) => context.Get(_fromFile) is not { } source || FileAddress.Of(file.ToString()) != FileAddress.Of(source.ToString())
                ? File(_toFile, file, isRead, context)
                : throw new CliException(ExitCode.Misused, $"both places are the file '{file}'."),
            (var name, null, [_, ..]) => Store(
                context, Another(context, ToolSettings.ReadOther(_toConfig.Name, configs, Prefix, name)), string.Join(", ", configs.Select(Path.GetFileName))),
            ({ } name, null, []) => Store(context, Another(context, context.Settings.WithStore(name))),
            (null, null, []) => throw new CliException(ExitCode.Misused, "where to? Give --to STORE, --to-file FILE or --to-config FILE."),
            _ => throw new CliException(ExitCode.Misused, "give --to-file, or --to and --to-config, not both."),
        };
    }

    /// <summary>The groups that are meant.</summary>
    public async Task<IReadOnlyList<ConsumerGroup>> GroupsAsync(VerbContext context, ICheckpointPlace source, CancellationToken cancellationToken)
    {
        if (context.Get(_allGroups))
        {
            return await source.ListGroupsAsync(cancellationToken).ConfigureAwait(false);
        }

        if (GroupFinder.FromSettings(context.Settings, context.Choice) is { } group)
        {
            return [group];
        }

        IReadOnlyList<ConsumerGroup> known = await source.ListGroupsAsync(cancellationToken).ConfigureAwait(false);
        return known.Count == 1
            ? known
            : throw new CliException(ExitCode.Misused, $"which group? {source.Name} knows {known.Count}: name one with --group namespace/hub/group, or say --all-groups.");
    }

    private ToolSettings SourceSettings(VerbContext context) => context.Get(_from) is { } name ? context.Settings.WithStore(name) : context.Settings;

    /// <summary>Whoever is told that all is the same may retire the old store next.</summary>
    private ToolSettings Another(VerbContext context, ToolSettings target) => context.Get(_fromFile) is not null || !target.NamesSameStore(SourceSettings(context))
        ? target
        : throw new CliException(
            ExitCode.Misused, $"both places are the {target.StoreName} store at the same place: name another by --to, or give its own settings by {_toConfig.Name}.");

    /// <summary>A file that is not there holds nothing, and a copy of nothing looks like one that was done.</summary>
    private static FilePlace File(Option option, FileInfo file, bool isRead, VerbContext context)
    {
        string? violation = 0 switch
        {
            _ when Directory.Exists(file.FullName) => $"'{file.FullName}' is a folder",
            _ when isRead && !file.Exists => $"there is no file '{file.FullName}'",
            _ when !Directory.Exists(file.DirectoryName) => $"there is no folder '{file.DirectoryName}'",
            _ => null,
        };
        return violation is null ? new FilePlace(file.ToString(), context.Clock) : throw new CliException(ExitCode.Misused, $"{option.Name}: {violation}.");
    }

    private static StorePlace Store(VerbContext context, ToolSettings settings, string? file = null)
    {
        StoreSession session = context.OpenStore(settings);
        return new StorePlace(session, context.OwnerExpiration(), context.Clock, file is null ? null : $"{session.Name} of {file}");
    }
}
