using Harness.Servers;

namespace Compare.Drivers;

/// <summary>Makes the driver of a backend.</summary>
internal static class BareDrivers
{
    /// <summary>The driver, or null where there is none: what is in this process has no driver.</summary>
    public static BareDriver? Make(string backend) => backend switch
    {
        Backends.Blob => new BlobDriver(),
        Backends.Cosmos => new CosmosDriver(),
        Backends.Postgres => new PostgresDriver(),
        Backends.Redis => new RedisDriver(),
        Backends.Sqlite => new SqliteDriver(),
        _ => null,
    };
}
