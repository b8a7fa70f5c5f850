using Checkpointing.Blob;
using Checkpointing.Cli.Settings;
using Checkpointing.Postgres;
using Checkpointing.Redis;
using Microsoft.Extensions.Configuration;
using Npgsql;
using StackExchange.Redis;

namespace Checkpointing.Cli.Verbs.Doctoring;

/// <summary>Asks a store's server what time it is, beside the contract, which hides that on purpose.</summary>
internal static class StoreClock
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>By how much the server's clock is ahead of this machine's, and how well that is known; null if the settings give the tool no way to ask.</summary>
    public static async Task<(TimeSpan Difference, TimeSpan Uncertainty)?> DifferenceAsync(ToolSettings settings, TimeProvider clock, CancellationToken cancellationToken)
    {
        string store = settings.StoreName!;
        IConfigurationSection section = settings.Configuration.GetSection($"Checkpointing:{store}");
        DateTimeOffset before = clock.GetUtcNow();
        (DateTimeOffset Time, TimeSpan Resolution)? answer = store.ToUpperInvariant() switch
        {
            "SQLITE" => (before, TimeSpan.Zero),
            "POSTGRES" when StoreAddress.Text(section, nameof(PostgresCheckpointStoreOptions.ConnectionString)) is { } connection => (await PostgresAsync(connection, cancellationToken).ConfigureAwait(false), TimeSpan.Zero),
            "REDIS" when StoreAddress.Text(section, nameof(RedisCheckpointStoreOptions.ConnectionString)) is { } connection => (await RedisAsync(connection).WaitAsync(Limit, clock, cancellationToken).ConfigureAwait(false), TimeSpan.Zero),
            "BLOB" when BlobAddress(section) is { } address => (await HttpAsync(address, cancellationToken).ConfigureAwait(false), TimeSpan.FromSeconds(1)),
            "COSMOS" when StoreAddress.CosmosEndpoint(section) is { } address => (await HttpAsync(address, cancellationToken).ConfigureAwait(false), TimeSpan.FromSeconds(1)),
            _ => null,
        };
        if (answer is not var (time, resolution))
        {
            return null;
        }

        // The answer is of some moment between question and now.
        TimeSpan half = (clock.GetUtcNow() - before) / 2;
        return (time + (resolution / 2) - (before + half), half + (resolution / 2));
    }

    private static async Task<DateTimeOffset> PostgresAsync(string connectionString, CancellationToken cancellationToken)
    {
        NpgsqlConnection connection = new(connectionString);
        await using (connection.ConfigureAwait(false))
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            NpgsqlCommand command = new("SELECT clock_timestamp()", connection);
            await using (command.ConfigureAwait(false))
            {
                return new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!, TimeSpan.Zero);
            }
        }
    }

    private static async Task<DateTimeOffset> RedisAsync(string connectionString)
    {
        using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(connectionString).ConfigureAwait(false);
        return new DateTimeOffset(await connection.GetServer(connection.GetEndPoints()[0]).TimeAsync().ConfigureAwait(false), TimeSpan.Zero);
    }

    /// <summary>Every answer of a web server tells its time, also one that refuses.</summary>
    private static async Task<DateTimeOffset> HttpAsync(Uri address, CancellationToken cancellationToken)
    {
        using HttpClient client = new() { Timeout = Limit };
        using HttpResponseMessage response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        return response.Headers.Date ?? throw new InvalidOperationException("its answer does not tell the time.");
    }

    private static Uri? BlobAddress(IConfigurationSection section) =>
        StoreAddress.Text(section, nameof(BlobCheckpointStoreOptions.ConnectionString)) is { } connection
            ? new Azure.Storage.Blobs.BlobServiceClient(connection).Uri
            : StoreAddress.Host(StoreAddress.Text(section, nameof(BlobCheckpointStoreOptions.AccountUri)) ?? StoreAddress.Text(section, nameof(BlobCheckpointStoreOptions.ContainerUri)));
}
