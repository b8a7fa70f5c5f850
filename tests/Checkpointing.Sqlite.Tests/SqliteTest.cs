using Microsoft.Data.Sqlite;

namespace Checkpointing.Sqlite.Tests;

/// <summary>A file of its own for each test, and a store on it.</summary>
public abstract class SqliteTest : IAsyncLifetime
{
    protected static readonly ConsumerGroup Group = new("contoso.servicebus.windows.net", "orders", "$Default");

    private readonly List<SqliteCheckpointStore> _stores = [];

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected TemporaryFolder Folder { get; } = new();

    protected string File => Folder.File("checkpoints.db");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await DisposeStoresAsync();
        Folder.Dispose();
    }

    protected async Task DisposeStoresAsync()
    {
        foreach (SqliteCheckpointStore store in _stores)
        {
            await store.DisposeAsync();
        }

        _stores.Clear();
    }

    protected SqliteCheckpointStore Open(SqliteCheckpointStoreOptions? options = null)
    {
        SqliteCheckpointStore store = new(options ?? new SqliteCheckpointStoreOptions { DataSource = File });
        _stores.Add(store);
        return store;
    }

    /// <summary>A connection of some other program.</summary>
    protected SqliteConnection Connect()
    {
        SqliteConnection connection = new($"Data Source={File};Pooling=False");
        connection.Open();
        return connection;
    }

    protected static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    protected static object? Query(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    protected static async Task<PartitionOwnership> WinAsync(ICheckpointStore store, string partition = "0", string? version = null) =>
        (await store.ClaimOwnershipAsync(Group, [new OwnershipClaim(partition, "me", "1", version)], Token)).Items.ShouldHaveSingleItem();

    protected static async Task<CheckpointOutcome> WriteAsync(ICheckpointStore store, long sequenceNumber, long epoch, string partition = "0") =>
        (await store.WriteCheckpointsAsync(Group, [new CheckpointWrite(partition, sequenceNumber, "1", epoch, "me")], Token)).Items.ShouldHaveSingleItem().Outcome;
}
