using Checkpointing.Backends;
using Checkpointing.Registration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Checkpointing.Sqlite;

/// <summary>
/// Makes the SQLite store from configuration: <c>"Checkpointing": { "Store": "Sqlite", "Sqlite": { "DataSource":
/// "/var/lib/orders/checkpoints.db" } }</c>.
/// </summary>
public sealed class SqliteCheckpointStoreProvider : ICheckpointStoreProvider
{
    /// <summary>The name under which configuration selects the store.</summary>
    public const string StoreName = "Sqlite";

    /// <inheritdoc/>
    public string Name => StoreName;

    /// <inheritdoc/>
    public ICheckpointStore Create(IServiceProvider services, IConfigurationSection section)
    {
        SqliteCheckpointStoreOptions options = SettingsViolations.Read<SqliteCheckpointStoreOptions>(section);
        options.Validate(section.Path);
        return new SqliteCheckpointStore(options, services.GetService<TimeProvider>(), services.GetService<ILogger<SqliteCheckpointStore>>());
    }
}
