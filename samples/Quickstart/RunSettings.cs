using System.Globalization;
using Azure.Messaging.EventHubs;
using Checkpointing;
using Checkpointing.Processor.Hosting;
using Checkpointing.Registration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Quickstart;

/// <summary>The configuration of a run: what the quickstart proposes, then files, environment and single settings, then what the run itself decides.</summary>
internal sealed class RunSettings
{
    private const string Section = "Checkpointing";
    private const string Processor = EventHubsProcessorServiceCollectionExtensions.SectionName;

    private readonly IConfigurationRoot _configuration;

    private RunSettings(IConfigurationRoot configuration, string connectionString, ConsumerGroup group)
    {
        _configuration = configuration;
        ConnectionString = connectionString;
        Group = group;
    }

    public string ConnectionString { get; }

    public ConsumerGroup Group { get; }

    /// <summary>What a processor process is configured with.</summary>
    public IReadOnlyDictionary<string, string?> ForProcessors => _configuration.GetSection(Section).AsEnumerable()
        .Where(setting => setting.Value is not null)
        .ToDictionary(setting => setting.Key, setting => setting.Value);

    public static RunSettings Build(QuickstartOptions options, string connectionString, TemporaryFolder folder)
    {
        var builder = new ConfigurationBuilder();
        builder.AddInMemoryCollection(new Dictionary<string, string?>
        {
            [$"{Section}:Sqlite:DataSource"] = folder.File("checkpoints.db"),
            [$"{Processor}:CheckpointPolicy"] = "every 500 events or every 1s",
            [$"{Processor}:LoadBalancingUpdateInterval"] = "00:00:01",
            [$"{Processor}:PartitionOwnershipExpirationInterval"] = "00:00:04",
            [$"{Processor}:StoreCallTimeout"] = "00:00:02",

            // A hub that had events before is not this run's business; the slack is for clocks that differ.
            [$"{Processor}:StartPosition"] = DateTimeOffset.UtcNow.AddMinutes(-1).ToString("O", CultureInfo.InvariantCulture),
        });
        foreach (string file in options.ConfigurationFiles)
        {
            builder.AddJsonFile(Path.GetFullPath(file), optional: false);
        }

        builder.AddEnvironmentVariables();
        builder.AddInMemoryCollection(options.Settings.Select(Parse));
        builder.AddInMemoryCollection(new Dictionary<string, string?>
        {
            [$"{Section}:Store"] = options.Store,
            [$"{Processor}:ConnectionString"] = connectionString,
            [$"{Processor}:EventHubName"] = options.Hub,
            [$"{Processor}:ConsumerGroup"] = options.ConsumerGroup,
        });
        string fullyQualifiedNamespace = EventHubsConnectionStringProperties.Parse(connectionString).FullyQualifiedNamespace;
        return new RunSettings(builder.Build(), connectionString, new ConsumerGroup(fullyQualifiedNamespace, options.Hub, options.ConsumerGroup));
    }

    /// <summary>The container with the store that the run looks at from outside.</summary>
    public ServiceProvider BuildStoreServices() =>
        new ServiceCollection().AddLogging(logging => logging.ClearProviders()).AddCheckpointStore(_configuration).BuildServiceProvider();

    private static KeyValuePair<string, string?> Parse(string setting)
    {
        int equals = setting.IndexOf('=', StringComparison.Ordinal);
        return equals > 0
            ? new KeyValuePair<string, string?>(setting[..equals], setting[(equals + 1)..])
            : throw new QuickstartException($"--set is '{setting}'; it takes key=value, such as Checkpointing:Blob:ContainerName=demo");
    }
}
