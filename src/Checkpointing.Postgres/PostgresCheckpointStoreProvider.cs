using Checkpointing.Backends;
using Checkpointing.Registration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Checkpointing.Postgres;

/// <summary>
/// Makes the PostgreSQL store from configuration: <c>"Checkpointing": { "Store": "Postgres", "Postgres": { "ConnectionString":
/// "Host=db.example;Database=orders;Username=orders;Password=…" } }</c>.
/// </summary>
public sealed class PostgresCheckpointStoreProvider : ICheckpointStoreProvider
{
    /// <summary>The name under which configuration selects the store.</summary>
    public const string StoreName = "Postgres";

    /// <inheritdoc/>
    public string Name => StoreName;

    /// <inheritdoc/>
    public ICheckpointStore Create(IServiceProvider services, IConfigurationSection section)
    {
        PostgresCheckpointStoreOptions options = SettingsViolations.Read<PostgresCheckpointStoreOptions>(section);
        options.Validate(section.Path, hasDataSource: false);
        TimeProvider? clock = services.GetService<TimeProvider>();
        ILogger<PostgresCheckpointStore>? logger = services.GetService<ILogger<PostgresCheckpointStore>>();
        return string.IsNullOrWhiteSpace(options.ServiceKey)
            ? new PostgresCheckpointStore(options, clock, logger)
            : new PostgresCheckpointStore(services.GetRequiredKeyedService<NpgsqlDataSource>(options.ServiceKey), options, clock, logger);
    }
}
