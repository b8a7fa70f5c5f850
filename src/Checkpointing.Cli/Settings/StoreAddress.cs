using System.Net;
using Checkpointing.Backends;
using Checkpointing.Blob;
using Checkpointing.Cosmos;
using Checkpointing.Postgres;
using Checkpointing.Redis;
using Checkpointing.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Npgsql;
using StackExchange.Redis;

namespace Checkpointing.Cli.Settings;

/// <summary>
/// Where a store's settings lead, so that two ways to say the same are the same: relative paths, connection strings in another order or with another login, addresses with a slash at the end.
/// Names that only a name server knows to be of one machine, and two nodes of one cluster, count as two.
/// </summary>
internal static class StoreAddress
{
    private const int RedisPort = 6379;
    private const int RedisTlsPort = 6380;
    private const string Loopback = "localhost";

    /// <summary>The place; null if it cannot be told from the settings, as where they are wrong, or of another store.</summary>
    /// <param name="store">The store's name.</param>
    /// <param name="section">Its settings.</param>
    public static string? Of(string? store, IConfigurationSection section)
    {
        try
        {
            return store?.ToUpperInvariant() switch
            {
                "BLOB" => Of(SettingsViolations.Read<BlobCheckpointStoreOptions>(section).CreateClient().Uri),
                "COSMOS" when CosmosEndpoint(section) is { } endpoint => Join(
                    Of(endpoint), section[nameof(CosmosCheckpointStoreOptions.DatabaseName)], section[nameof(CosmosCheckpointStoreOptions.ContainerName)]),
                "POSTGRES" when Text(section, nameof(PostgresCheckpointStoreOptions.ConnectionString)) is { } connection => Join(
                    Postgres(new NpgsqlConnectionStringBuilder(connection)),
                    Text(section, nameof(PostgresCheckpointStoreOptions.Schema)) ?? PostgresCheckpointStoreOptions.DefaultSchema),
                "REDIS" when Text(section, nameof(RedisCheckpointStoreOptions.ConnectionString)) is { } connection => Redis(ConfigurationOptions.Parse(connection), section),
                "SQLITE" when Text(section, nameof(SqliteCheckpointStoreOptions.DataSource)) is { } path => Sqlite(path),
                "SQLITE" when Text(section, nameof(SqliteCheckpointStoreOptions.ConnectionString)) is { } connection => Sqlite(new SqliteConnectionStringBuilder(connection).DataSource),
                _ => null,
            };
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The store says it better when it is opened.
            return null;
        }
    }

    /// <summary>The server of a store, for people; null where there is none, or it cannot be told from the settings.</summary>
    /// <param name="store">The store's name.</param>
    /// <param name="section">Its settings.</param>
    public static string? Server(string store, IConfigurationSection section) =>
        store.Equals("Sqlite", StringComparison.OrdinalIgnoreCase) ? null : Of(store, section)?.Split('\n')[0].ToLowerInvariant();

    /// <summary>The account of a Cosmos DB store; null if its settings do not tell.</summary>
    public static Uri? CosmosEndpoint(IConfigurationSection section) => Host(
        Text(section, nameof(CosmosCheckpointStoreOptions.AccountEndpoint))
        ?? Text(section, nameof(CosmosCheckpointStoreOptions.ConnectionString))?.Split(';')
            .Select(part => part.Split('=', 2)).FirstOrDefault(pair => pair.Length == 2 && pair[0].Trim().Equals("AccountEndpoint", StringComparison.OrdinalIgnoreCase))?[1]);

    /// <summary>The host of an address, without what follows: it may be a signature.</summary>
    public static Uri? Host(string? text) => Uri.TryCreate(text, UriKind.Absolute, out Uri? address) ? new Uri(address.GetLeftPart(UriPartial.Authority)) : null;

    /// <summary>A setting; null where it is empty.</summary>
    public static string? Text(IConfigurationSection section, string key) => section[key] is { Length: > 0 } text ? text : null;

    /// <summary>A service is the same with TLS and without, and so is a path with a slash at its end.</summary>
    private static string Of(Uri address) => Join(Named(address.Host), address.IsDefaultPort ? null : $"{address.Port}", address.AbsolutePath.Trim('/'));

    private static string Postgres(NpgsqlConnectionStringBuilder connection) => Join(
        string.Join(',', (connection.Host ?? "").Split(',').Select(host => WithPort(host.Trim(), connection.Port)).Order(StringComparer.Ordinal)),
        connection.Database ?? connection.Username);

    /// <summary>One colon is before a port; an address of IPv6 has more, and the path of a socket may have any.</summary>
    private static string WithPort(string host, int port) =>
        !host.StartsWith('/') && host.Split(':') is [var name, var own] ? $"{Named(name)}:{own}" : $"{Named(host)}:{port}";

    private static string Redis(ConfigurationOptions connection, IConfigurationSection section) => Join(
        string.Join(',', connection.EndPoints.Select(endPoint => Of(endPoint, connection.Ssl ? RedisTlsPort : RedisPort)).Order(StringComparer.Ordinal)),
        connection.ServiceName,
        Text(section, nameof(RedisCheckpointStoreOptions.Database)) ?? $"{connection.DefaultDatabase ?? 0}",
        Text(section, nameof(RedisCheckpointStoreOptions.KeyPrefix)) ?? RedisCheckpointStoreOptions.DefaultKeyPrefix,
        (Text(section, nameof(RedisCheckpointStoreOptions.Layout)) ?? $"{RedisCheckpointStoreOptions.DefaultLayout}").ToUpperInvariant());

    private static string Of(EndPoint endPoint, int defaultPort) => endPoint switch
    {
        DnsEndPoint named => $"{Named(named.Host)}:{(named.Port == 0 ? defaultPort : named.Port)}",
        IPEndPoint numbered => $"{Named(numbered.Address.ToString())}:{(numbered.Port == 0 ? defaultPort : numbered.Port)}",
        _ => endPoint.ToString() ?? "",
    };

    private static string Sqlite(string source) =>
        FileAddress.Of(source.StartsWith("file:", StringComparison.OrdinalIgnoreCase) ? Uri.UnescapeDataString(source["file:".Length..].Split('?')[0]) : source);

    private static string Named(string host) =>
        host.Equals(Loopback, StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address)) ? Loopback : host.ToUpperInvariant();

    private static string Join(params IEnumerable<string?> parts) => string.Join('\n', parts);
}
