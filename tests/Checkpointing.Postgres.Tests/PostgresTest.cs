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

    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public virtual async ValueTask DisposeAsync()
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

        if (Checkpointing.Tests.Services.Postgres.IsAvailable)
        {
            await ExecuteAsync($"DROP SCHEMA IF EXISTS \"{Schema}\" CASCADE");
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
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    /// <summary>The first value that SQL yields to the superuser.</summary>
    /// <param name="sql">What is asked.</param>
    /// <param name="dataSource">Connections to ask through; without it the superuser's of the server's own database.</param>
    protected async Task<object?> QueryAsync(string sql, NpgsqlDataSource? dataSource = null)
    {
        await using NpgsqlCommand command = (dataSource ?? postgres.DataSource).CreateCommand(sql);
        return await command.ExecuteScalarAsync(Token);
    }

    /// <summary>Waits until what SQL yields to the superuser is as it should be.</summary>
    protected async Task<T> EventuallyAsync<T>(string sql, Func<T, bool> holds, NpgsqlDataSource? dataSource = null)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            T value = (T)(await QueryAsync(sql, dataSource))!;
            if (holds(value))
            {
                return value;
            }

            await Task.Delay(20, limit.Token);
        }
    }

    /// <summary>Waits until so many statements of this test's stores wait for a lock.</summary>
    protected Task<long> WhenWaitingAsync(int count) => EventuallyAsync<long>(
        $"SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name = '{Schema}'", waiting => waiting >= count);

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
