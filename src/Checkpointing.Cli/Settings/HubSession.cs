using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Checkpointing.Cli.CommandLine;
using Checkpointing.Processor.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Checkpointing.Cli.Settings;

/// <summary>The event hub of a group, by the processor's own settings.</summary>
internal sealed class HubSession : IAsyncDisposable
{
    private static readonly TimeSpan TryTimeout = TimeSpan.FromSeconds(10);

    private HubSession(EventHubsProcessorOptions options, EventHubConnection connection)
    {
        Options = options;
        Connection = connection;
        Group = new ConsumerGroup(connection.FullyQualifiedNamespace, connection.EventHubName, options.ConsumerGroup);
    }

    /// <summary>The processor's options, with what the command line says.</summary>
    public EventHubsProcessorOptions Options { get; }

    /// <summary>The connection.</summary>
    public EventHubConnection Connection { get; }

    /// <summary>The group.</summary>
    public ConsumerGroup Group { get; }

    /// <summary>Reads and checks the options. Nothing is sent yet.</summary>
    public static HubSession Open(ToolSettings settings, GroupChoice choice)
    {
        IConfigurationSection? section = settings.ProcessorSection(choice);
        if (section is null && !choice.IsWhole && (choice.Namespace is null || choice.Hub is null))
        {
            throw new CliException(
                ExitCode.Misused,
                "which event hub? The settings have no Checkpointing:Processor. Give them with --config, set Checkpointing__Processor__ConnectionString, or name --namespace and --hub to log in by a token.");
        }

        RefuseAnother(settings, choice);
        string name = section is null || section.Path.Equals(EventHubsProcessorServiceCollectionExtensions.SectionName, StringComparison.OrdinalIgnoreCase) ? "" : section.Key;
        bool retriesAreSet = section?.GetSection(nameof(EventHubsProcessorOptions.RetryOptions)).Exists() == true;
        using ServiceProvider services = new ServiceCollection()
            .AddEventHubsLagReader(settings.Configuration, name, options => Adjust(options, choice, retriesAreSet))
            .BuildServiceProvider();
        EventHubsProcessorOptions options = services.GetRequiredService<IOptionsMonitor<EventHubsProcessorOptions>>().Get(name);
        EventHubConnection connection = string.IsNullOrWhiteSpace(options.ConnectionString)
            ? new EventHubConnection(options.FullyQualifiedNamespace, options.EventHubName, new Azure.Identity.DefaultAzureCredential())
            : new EventHubConnection(options.ConnectionString, options.EventHubName);
        return new HubSession(options, connection);
    }

    /// <summary>A client of the connection, for questions about the hub.</summary>
    public EventHubConsumerClient MakeClient() =>
        new(Options.ConsumerGroup, Connection, new EventHubConsumerClientOptions { RetryOptions = Options.RetryOptions });

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Connection.DisposeAsync();

    /// <summary>A connection string leads to one namespace, and to one hub if it names it. What was typed besides must not be passed over: it would be another group that is rewound.</summary>
    private static void RefuseAnother(ToolSettings settings, GroupChoice choice)
    {
        if (GroupFinder.ConnectionString(settings, settings.ProcessorSection(choice)) is not { } parts)
        {
            return;
        }

        if (Differ(choice.Namespace, parts.FullyQualifiedNamespace))
        {
            throw new CliException(
                ExitCode.Misused,
                $"--namespace is '{choice.Namespace}', and the connection string in the settings leads to '{parts.FullyQualifiedNamespace}'. Nothing was done. Leave the one out, or set the connection string of the other.");
        }

        if (Differ(choice.Hub, parts.EventHubName))
        {
            throw new CliException(
                ExitCode.Misused,
                $"--hub is '{choice.Hub}', and the connection string in the settings is for '{parts.EventHubName}' (EntityPath). Nothing was done. Leave the one out, or set the connection string of the other.");
        }
    }

    private static bool Differ(string? typed, string? known) => typed is not null && !string.IsNullOrWhiteSpace(known) && !typed.Equals(known.Trim(), StringComparison.OrdinalIgnoreCase);

    private static void Adjust(EventHubsProcessorOptions options, GroupChoice choice, bool retriesAreSet)
    {
        options.EventHubName = choice.Hub ?? options.EventHubName;
        options.ConsumerGroup = choice.Group ?? options.ConsumerGroup;
        if (choice.Namespace is not null && string.IsNullOrWhiteSpace(options.ConnectionString))
        {
            options.FullyQualifiedNamespace = choice.Namespace;
        }

        // Somebody waits at the terminal: a hub that does not answer is told in seconds, not minutes.
        if (!retriesAreSet)
        {
            options.RetryOptions = new EventHubsRetryOptions { MaximumRetries = 1, TryTimeout = TryTimeout };
        }
    }
}
