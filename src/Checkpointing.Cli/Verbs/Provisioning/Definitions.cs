using Checkpointing.Blob;
using Checkpointing.Cli.CommandLine;
using Checkpointing.Cli.Settings;
using Checkpointing.Cosmos;
using Checkpointing.Postgres;
using Checkpointing.Redis;
using Checkpointing.Sqlite;

namespace Checkpointing.Cli.Verbs.Provisioning;

/// <summary>What creates a store, for people to run.</summary>
internal static class Definitions
{
    private const string Placeholder = "checkpoints";

    /// <summary>The text.</summary>
    public static string Of(ToolSettings settings, string store, string? role) => Canonical(store) switch
    {
        PostgresCheckpointStoreProvider.StoreName =>
            PostgresCheckpointStore.SchemaSql(Setting(settings, store, "Schema") ?? PostgresCheckpointStoreOptions.DefaultSchema, role),
        SqliteCheckpointStoreProvider.StoreName => SqliteCheckpointStore.SchemaSql(),
        CosmosCheckpointStoreProvider.StoreName => CosmosCheckpointStore.ContainerDefinition(Setting(settings, store, "ContainerName") ?? Placeholder),
        BlobCheckpointStoreProvider.StoreName =>
            $"az storage container create --auth-mode login --name {Setting(settings, store, "ContainerName") ?? Placeholder} --account-name ACCOUNT",
        RedisCheckpointStoreProvider.StoreName => "# Redis needs nothing: keys appear with the first write. docs/backends/redis.md has the access rules.",
        _ => throw new CliException(ExitCode.Misused, $"there is nothing to print for the store '{store}'."),
    };

    private static string? Setting(ToolSettings settings, string store, string key) =>
        settings.Configuration[$"Checkpointing:{store}:{key}"] is { Length: > 0 } value ? value : null;

    private static string Canonical(string store) =>
        Array.Find(
            [PostgresCheckpointStoreProvider.StoreName, SqliteCheckpointStoreProvider.StoreName, CosmosCheckpointStoreProvider.StoreName, BlobCheckpointStoreProvider.StoreName, RedisCheckpointStoreProvider.StoreName],
            name => name.Equals(store, StringComparison.OrdinalIgnoreCase)) ?? store;
}
