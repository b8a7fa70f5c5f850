using Checkpointing;
using Checkpointing.Sqlite;
using Microsoft.Data.Sqlite;

namespace StoreOverhead;

/// <summary>A prepared UPDATE of one row on a connection of its own, in a file beside the store's.</summary>
internal sealed class SqliteDriver : BareDriver
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("store-overhead-");
    private SqliteCheckpointStore? _store;
    private SqliteConnection? _connection;
    private SqliteCommand? _write;
    private SqliteCommand? _claim;

    public override string Name => "Sqlite";

    public override string WriteRequest => "prepared UPDATE of one row, synchronous=FULL";

    public override string ClaimRequest => "one transaction of prepared UPDATEs";

    public override Task<ICheckpointStore> StartAsync(int partitions)
    {
        _store = new SqliteCheckpointStore(Path.Combine(_folder.FullName, "store.db"));
        _connection = new SqliteConnection($"Data Source={Path.Combine(_folder.FullName, "driver.db")};Pooling=False");
        _connection.Open();
        Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
        Execute("CREATE TABLE positions (namespace TEXT, hub TEXT, consumer_group TEXT, id TEXT, sequence_number INTEGER, event_offset TEXT, owner TEXT, version TEXT, PRIMARY KEY (namespace, hub, consumer_group, id)) WITHOUT ROWID;");
        for (int index = 0; index < partitions; index++)
        {
            Execute($"INSERT INTO positions (namespace, hub, consumer_group, id) VALUES ('contoso.servicebus.windows.net', 'orders', 'store-overhead', '{index}');");
        }

        _write = Prepare("UPDATE positions SET sequence_number = @a, event_offset = @b WHERE namespace = @n AND hub = 'orders' AND consumer_group = 'store-overhead' AND id = '0';");
        _claim = Prepare("UPDATE positions SET owner = 'processor', version = @a WHERE namespace = @n AND hub = 'orders' AND consumer_group = 'store-overhead' AND id = @b;");
        return Task.FromResult<ICheckpointStore>(_store);
    }

    public override Task WriteAsync(long sequenceNumber)
    {
        _write!.Parameters[0].Value = sequenceNumber;
        _write.Parameters[1].Value = "1048576";
        _write.ExecuteNonQuery();
        return Task.CompletedTask;
    }

    public override Task ClaimAsync(string[] partitionIds, string[] versions)
    {
        using SqliteTransaction transaction = _connection!.BeginTransaction();
        _claim!.Transaction = transaction;
        for (int index = 0; index < partitionIds.Length; index++)
        {
            _claim.Parameters[0].Value = versions[index];
            _claim.Parameters[1].Value = partitionIds[index];
            _claim.ExecuteNonQuery();
        }

        transaction.Commit();
        return Task.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        _write?.Dispose();
        _claim?.Dispose();
        _connection?.Dispose();
        _folder.Delete(recursive: true);
    }

    private SqliteCommand Prepare(string sql)
    {
        SqliteCommand command = _connection!.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("@a", "");
        command.Parameters.AddWithValue("@b", "");
        command.Parameters.AddWithValue("@n", "contoso.servicebus.windows.net");
        return command;
    }

    private void Execute(string sql)
    {
        using SqliteCommand command = _connection!.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
