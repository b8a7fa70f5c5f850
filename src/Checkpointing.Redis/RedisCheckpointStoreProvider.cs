using Checkpointing.Backends;
using Checkpointing.Registration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Checkpointing.Redis;

/// <summary>
/// Makes the Redis store from configuration:
/// <c>"Checkpointing": { "Store": "Redis", "Redis": { "ConnectionString": "redis.contoso.com:6379" } }</c>.
/// </summary>
public sealed class RedisCheckpointStoreProvider : ICheckpointStoreProvider
{
    /// <summary>The name under which configuration selects the store.</summary>
    public const string StoreName = "Redis";

    /// <inheritdoc/>
    public string Name => StoreName;

    /// <inheritdoc/>
    public ICheckpointStore Create(IServiceProvider services, IConfigurationSection section)
    {
        RedisCheckpointStoreOptions options = SettingsViolations.Read<RedisCheckpointStoreOptions>(section);
        options.Validate(section.Path, hasClient: false);
        TimeProvider? clock = services.GetService<TimeProvider>();
        ILogger<RedisCheckpointStore>? logger = services.GetService<ILogger<RedisCheckpointStore>>();
        return string.IsNullOrWhiteSpace(options.ServiceKey)
            ? new RedisCheckpointStore(options, clock, logger)
            : new RedisCheckpointStore(services.GetRequiredKeyedService<IConnectionMultiplexer>(options.ServiceKey), options, clock, logger);
    }
}
