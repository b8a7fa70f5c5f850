using Checkpointing.Resilience;
using Npgsql;

namespace Checkpointing.Postgres.Tests;

/// <summary>A schema of its own for each test, and stores on it.</summary>
public abstract class PostgresTest(PostgresFixture postgres) : IAsyncLifetime
{
    protected static readonly ConsumerGroup Group = new("contoso.servicebus.windows.net", "orders", "$Default");

    private readonly List<PostgresCheckpointStore> _stores = [];
    private readonly List<NpgsqlDataSource> _dataSources = [];

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected PostgresFixture Postgres => postgres;

    protected string Schema { get; } = postgres.NewSchema();

    /// <summary>The table's qualified and quoted name.</summary>
    protected string Table => $"\"{Schema}\".partitions";

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (PostgresCheckpointStore store in _stores)
        {
            await store.DisposeAsync();
        }

        foreach (NpgsqlDataSource dataSource in _dataSources)
        {
            await dataSource.DisposeAsync();
        }
    }

    /// <summary>A store on this test's schema.</summary>
    /// <param name="more">Keywords that are added to the connection string, as in <c>Username=x;Password=y</c>.</param>
    /// <param name="change">Changes the settings.</param>
    protected PostgresCheckpointStore Open(string more = "", Action<PostgresCheckpointStoreOptions>? change = null)
    {
        PostgresCheckpointStoreOptions options = new() { ConnectionString = Connection(more), Schema = Schema };
        change?.Invoke(options);
        PostgresCheckpointStore store = new(options);
        _stores.Add(store);
        return store;
    }

    /// <summary>Connections of some other program.</summary>
    protected NpgsqlDataSource Connect(string more)
    {
        NpgsqlDataSource dataSource = NpgsqlDataSource.Create(Connection(more));
        _dataSources.Add(dataSource);
        return dataSource;
    }

    /// <remarks>Connections are known by the schema's name.</remarks>
    protected string Connection(string more) => $"{postgres.Server.ConnectionString};Application Name={Schema};{more}";

    /// <summary>Runs SQL as the superuser.</summary>
    protected async Task ExecuteAsync(string sql)
    {
        await using NpgsqlCommand command = postgres.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Token);
    }

    /// <summary>The first value that SQL yields to the superuser.</summary>
    protected async Task<object?> QueryAsync(string sql)
    {
        await using NpgsqlCommand command = postgres.DataSource.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Token);
    }

    protected static async Task<PartitionOwnership> WinAsync(ICheckpointStore store, string partition = "0", string? version = null, string owner = "me") =>
        (await store.ClaimOwnershipAsync(Group, [new OwnershipClaim(partition, owner, "1", version)], Token)).Items.ShouldHaveSingleItem();

    protected static async Task<CheckpointOutcome> WriteAsync(ICheckpointStore store, long sequenceNumber, long epoch, string partition = "0") =>
        (await store.WriteCheckpointsAsync(Group, [new CheckpointWrite(partition, sequenceNumber, "1", epoch, "me")], Token)).Items.ShouldHaveSingleItem().Outcome;

    /// <summary>Limits that a test does not wait long for.</summary>
    protected static StoreResilienceOptions Impatient => new()
    {
        OperationTimeout = TimeSpan.FromSeconds(2), AttemptTimeout = TimeSpan.FromSeconds(1), MaxRetries = 0,
    };
}
