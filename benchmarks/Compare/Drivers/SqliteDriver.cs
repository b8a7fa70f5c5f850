using Microsoft.Data.Sqlite;

namespace Compare.Drivers;

/// <summary>Prepared statements on a connection of its own, in a file beside the store's. The file has one writer at a time, and so has the connection.</summary>
internal sealed class SqliteDriver : BareDriver
{
    private const string Where = $"WHERE consumer_group = '{Group}' AND id = @id";

    private readonly SemaphoreSlim _turn = new(1, 1);
    private string _file = "";
    private SqliteConnection? _connection;
    private SqliteCommand? _write;
    private SqliteCommand? _read;
    private SqliteCommand? _list;
    private SqliteCommand? _claim;
    private SqliteCommand? _insert;

    public override DriverRequests Requests { get; } = new(
        "prepared UPDATE of one row, synchronous=FULL",
        "one transaction of prepared UPDATEs",
        "prepared SELECT of one row",
        "prepared SELECT of the group's rows",
        "one transaction of prepared UPDATEs",
        "one transaction of prepared INSERTs");

    public override async Task StartAsync(string connectionString, int partitions, int listed)
    {
        _file = Path.Combine(Path.GetDirectoryName(connectionString)!, $"{Space}.db");
        _connection = new SqliteConnection($"Data Source={_file};Pooling=False");
        _connection.Open();
        using SqliteCommand schema = _connection.CreateCommand();
        schema.CommandText =
            """
            PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
            CREATE TABLE positions (consumer_group TEXT, id TEXT, sequence_number INTEGER, event_offset TEXT, owner TEXT, version TEXT, PRIMARY KEY (consumer_group, id)) WITHOUT ROWID;
            """;
        schema.ExecuteNonQuery();
        _write = Make($"UPDATE positions SET sequence_number = @a, event_offset = '1048576' {Where};");
        _read = Make($"SELECT sequence_number, event_offset FROM positions {Where};");
        _list = Make($"SELECT id, owner, version FROM positions WHERE consumer_group = '{ListGroup}';");
        _claim = Make($"UPDATE positions SET owner = 'processor', version = @a {Where};");
        _insert = Make("INSERT INTO positions (consumer_group, id, owner, version) VALUES (@group, @id, 'processor', @a);");
        await InsertAsync(Group, Ids.Of(partitions), Ids.Of(partitions));
        await InsertAsync(ListGroup, Ids.Of(listed), Ids.Of(listed));
    }

    public override async Task<int> WriteAsync(int lane, long sequenceNumber)
    {
        await _turn.WaitAsync();
        int changed = Execute(_write!, "", Ids.Of(lane, 1).First(), sequenceNumber);
        _turn.Release();
        return changed;
    }

    public override Task<int> WriteAsync(string[] partitionIds, long sequenceNumber) => RunAsync(_write!, "", partitionIds, _ => sequenceNumber);

    public override Task<int> ReadAsync()
    {
        _read!.Parameters["@id"].Value = "0";
        return Task.FromResult(Count(_read));
    }

    public override Task<int> ListAsync() => Task.FromResult(Count(_list!));

    public override Task<int> ClaimAsync(int lane, string[] partitionIds, string[] versions) => RunAsync(_claim!, "", partitionIds, index => versions[index]);

    public override Task<int> InsertAsync(string group, string[] partitionIds, string[] versions) => RunAsync(_insert!, group, partitionIds, index => versions[index]);

    public override ValueTask DisposeAsync()
    {
        foreach (SqliteCommand? command in new[] { _write, _read, _list, _claim, _insert })
        {
            command?.Dispose();
        }

        _connection?.Dispose();
        _turn.Dispose();
        File.Delete(_file);
        return ValueTask.CompletedTask;
    }

    private static int Execute(SqliteCommand command, string group, string id, object value)
    {
        command.Parameters["@group"].Value = group;
        command.Parameters["@id"].Value = id;
        command.Parameters["@a"].Value = value;
        return command.ExecuteNonQuery();
    }

    private static int Count(SqliteCommand command)
    {
        int count = 0;
        using SqliteDataReader rows = command.ExecuteReader();
        while (rows.Read())
        {
            count++;
        }

        return count;
    }

    private async Task<int> RunAsync(SqliteCommand command, string group, string[] partitionIds, Func<int, object> value)
    {
        int changed = 0;
        await _turn.WaitAsync();
        using (SqliteTransaction transaction = _connection!.BeginTransaction())
        {
            command.Transaction = transaction;
            for (int index = 0; index < partitionIds.Length; index++)
            {
                changed += Execute(command, group, partitionIds[index], value(index));
            }

            transaction.Commit();
        }

        command.Transaction = null;
        _turn.Release();
        return changed;
    }

    private SqliteCommand Make(string sql)
    {
        SqliteCommand command = _connection!.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("@group", "");
        command.Parameters.AddWithValue("@id", "");
        command.Parameters.AddWithValue("@a", "");
        command.Prepare();
        return command;
    }
}
