using System.CommandLine;
using Checkpointing.Cli.Settings;

namespace Checkpointing.Cli.CommandLine;

/// <summary>The options that every verb, or most of them, have: where the settings come from, which group is meant, how to answer.</summary>
internal sealed class SharedOptions
{
    public SharedOptions() => Store.CompletionSources.Add([.. StoreNames.All]);

    /// <summary>Files with settings.</summary>
    public Option<string[]> Config { get; } = new("--config", "-c")
    {
        Description = "A JSON file with the processor's settings; repeat it for several, later ones win. Without it: appsettings.json, if there is one.",
        HelpName = "file",
        Recursive = true,
    };

    /// <summary>Single settings.</summary>
    public Option<string[]> Set { get; } = new("--set")
    {
        Description = "One setting, such as Checkpointing:Redis:ConnectionString=localhost; repeat it for several. It wins over files and environment variables (secrets belong there).",
        HelpName = "key=value",
        Recursive = true,
    };

    /// <summary>The backend.</summary>
    public Option<string?> Store { get; } = new("--store")
    {
        Description = "The store, in place of Checkpointing:Store: Blob, Cosmos, Postgres, Redis or Sqlite; Moving for the two of a move.",
        HelpName = "name",
        Recursive = true,
    };

    /// <summary>Answers for scripts.</summary>
    public Option<bool> Json { get; } = new("--json") { Description = "Answers in JSON, for scripts.", Recursive = true };

    /// <summary>All that is known of a failure.</summary>
    public Option<bool> Verbose { get; } = new("--verbose", "-v") { Description = "Shows all of an error, and the warnings of drivers.", Recursive = true };

    /// <summary>The group, or all three names.</summary>
    public Option<string?> Group { get; } = new("--group", "-g")
    {
        Description = "The consumer group, in place of the processor's; or namespace/hub/group, as 'checkpoints groups' prints it.",
        HelpName = "group",
    };

    /// <summary>The hub.</summary>
    public Option<string?> Hub { get; } = new("--hub") { Description = "The event hub, in place of the processor's; where the hub is asked, only if its connection string names no other.", HelpName = "name" };

    /// <summary>The namespace.</summary>
    public Option<string?> Namespace { get; } = new("--namespace") { Description = "The host name of the namespace, in place of the processor's; where the hub is asked, only if no connection string leads to another.", HelpName = "host" };

    /// <summary>Which of several processors.</summary>
    public Option<string?> Processor { get; } = new("--processor")
    {
        Description = "The processor of Checkpointing:Processors whose group is meant.",
        HelpName = "name",
    };

    /// <summary>When an owner counts as gone.</summary>
    public Option<TimeSpan?> Expiration { get; } = Durations.Option(
        "--expiration", "After how long without a renewal an owner counts as gone, in place of the processor's PartitionOwnershipExpirationInterval.");

    /// <summary>The options of the whole tool.</summary>
    public IEnumerable<Option> Global => [Config, Set, Store, Json, Verbose];

    /// <summary>The options that say which group is meant.</summary>
    public IEnumerable<Option> GroupOptions => [Group, Hub, Namespace, Processor];
}
