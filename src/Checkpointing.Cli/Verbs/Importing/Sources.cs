using Azure.Storage.Blobs;
using Checkpointing.Backends;
using Checkpointing.Blob;
using Checkpointing.Cli.CommandLine;
using Checkpointing.Cli.Settings;
using Checkpointing.Redis;
using Microsoft.Extensions.Configuration;

namespace Checkpointing.Cli.Verbs.Importing;

/// <summary>Opens what is imported from, by the settings of the stores.</summary>
internal static class Sources
{
    private const string Blob = $"Checkpointing:{BlobCheckpointStoreProvider.StoreName}";
    private const string Redis = $"Checkpointing:{RedisCheckpointStoreProvider.StoreName}";

    /// <summary>A container of the account that the blob store's settings name.</summary>
    public static BlobContainerClient Container(ToolSettings settings, string? name)
    {
        IConfigurationSection section = settings.Configuration.GetSection(Blob);
        if (!section.Exists())
        {
            throw new CliException(ExitCode.Misused, $"which account? Set {Blob}:ConnectionString, or {Blob}:AccountUri and {Blob}:Credential, to the blobs that are to be imported.");
        }

        BlobCheckpointStoreOptions options = SettingsViolations.Read<BlobCheckpointStoreOptions>(section);
        options.ContainerName = name ?? options.ContainerName;
        if (name is not null && options.ContainerUri is { } address)
        {
            options.ContainerUri = new BlobUriBuilder(address) { BlobContainerName = name }.ToUri();
            options.ContainerName = null;
        }

        options.Validate(section.Path, hasClient: false);
        return options.CreateClient();
    }

    /// <summary>The settings of a Redis store that reads the Java SDK's layout.</summary>
    public static ToolSettings Jedis(ToolSettings settings, SpelledGroup group) => settings.WithStore(RedisCheckpointStoreProvider.StoreName).With(
        new($"{Redis}:{nameof(RedisCheckpointStoreOptions.Layout)}", nameof(RedisLayout.Jedis)),
        new($"{Redis}:{nameof(RedisCheckpointStoreOptions.JedisGroups)}:0", group.ToString()));
}
