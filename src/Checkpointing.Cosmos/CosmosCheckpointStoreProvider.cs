using Checkpointing.Backends;
using Checkpointing.Registration;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Checkpointing.Cosmos;

/// <summary>
/// Makes the Cosmos DB store from configuration:
/// <c>"Checkpointing": { "Store": "Cosmos", "Cosmos": { "AccountEndpoint": "https://contoso.documents.azure.com/", "Credential": "Default",
/// "DatabaseName": "orders", "ContainerName": "checkpoints" } }</c>.
/// </summary>
public sealed class CosmosCheckpointStoreProvider : ICheckpointStoreProvider
{
    /// <summary>The name under which configuration selects the store.</summary>
    public const string StoreName = "Cosmos";

    /// <inheritdoc/>
    public string Name => StoreName;

    /// <inheritdoc/>
    public ICheckpointStore Create(IServiceProvider services, IConfigurationSection section)
    {
        CosmosCheckpointStoreOptions options = SettingsViolations.Read<CosmosCheckpointStoreOptions>(section);
        options.Validate(section.Path, hasClient: false);
        TimeProvider? clock = services.GetService<TimeProvider>();
        ILogger<CosmosCheckpointStore>? logger = services.GetService<ILogger<CosmosCheckpointStore>>();
        return string.IsNullOrWhiteSpace(options.ServiceKey)
            ? new CosmosCheckpointStore(options, clock, logger)
            : new CosmosCheckpointStore(services.GetRequiredKeyedService<Container>(options.ServiceKey), options, clock, logger);
    }
}
