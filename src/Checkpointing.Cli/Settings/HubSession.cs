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
