using Azure.Storage.Blobs;
using Checkpointing.Backends;
using Checkpointing.Registration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Checkpointing.Blob;

/// <summary>
/// Makes the blob store from configuration:
/// <c>"Checkpointing": { "Store": "Blob", "Blob": { "ContainerUri": "https://contoso.blob.core.windows.net/checkpoints", "Credential":
/// "Default" } }</c>.
/// </summary>
public sealed class BlobCheckpointStoreProvider : ICheckpointStoreProvider
{
    /// <summary>The name under which configuration selects the store.</summary>
    public const string StoreName = "Blob";

    /// <inheritdoc/>
    public string Name => StoreName;

    /// <inheritdoc/>
    public ICheckpointStore Create(IServiceProvider services, IConfigurationSection section)
    {
        BlobCheckpointStoreOptions options = SettingsViolations.Read<BlobCheckpointStoreOptions>(section);
        options.Validate(section.Path, hasClient: false);
        TimeProvider? clock = services.GetService<TimeProvider>();
        ILogger<BlobCheckpointStore>? logger = services.GetService<ILogger<BlobCheckpointStore>>();
        return string.IsNullOrWhiteSpace(options.ServiceKey)
            ? new BlobCheckpointStore(options, clock, logger)
            : new BlobCheckpointStore(services.GetRequiredKeyedService<BlobContainerClient>(options.ServiceKey), options, clock, logger);
    }
}
