using Npgsql;
using NpgsqlTypes;

namespace Compare.Drivers;

/// <summary>One connection with its prepared statements; used by one caller at a time.</summary>
internal sealed class PostgresLane : IAsyncDisposable
{
    private const NpgsqlDbType Texts = NpgsqlDbType.Array | NpgsqlDbType.Text;

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlCommand _write;
    private readonly NpgsqlCommand _writeMany;
    private readonly NpgsqlCommand _read;
    private readonly NpgsqlCommand _list;
    private readonly NpgsqlCommand _claim;
    private readonly NpgsqlCommand _contend;
    private readonly NpgsqlCommand _insert;

    private PostgresLane(NpgsqlConnection connection, string table, string group)
    {
        _connection = connection;
        string where = $"WHERE consumer_group = '{group}' AND {table}.id";
        _write = Make($"UPDATE {table} SET sequence_number = $1, event_offset = '1048576' {where} = $2", NpgsqlDbType.Bigint, NpgsqlDbType.Text);
        _writeMany = Make($"UPDATE {table} SET sequence_number = $1, event_offset = '1048576' {where} = ANY($2)", NpgsqlDbType.Bigint, Texts);
        _read = Make($"SELECT sequence_number, event_offset FROM {table} {where} = $1", NpgsqlDbType.Text);
        _list = Make($"SELECT id, owner, version FROM {table} WHERE consumer_group = $1", NpgsqlDbType.Text);
        _claim = Make($"UPDATE {table} SET owner = 'processor', version = claim.version FROM unnest($1, $2) AS claim (id, version) {where} = claim.id", Texts, Texts);
        _contend = Make(
            $"WITH locked AS (SELECT id FROM {table} {where} = ANY($1) ORDER BY id FOR UPDATE) UPDATE {table} SET owner = 'processor', version = claim.version FROM locked, unnest($1, $2) AS claim (id, version) {where} = claim.id AND locked.id = claim.id",
            Texts,
            Texts);
        _insert = Make($"INSERT INTO {table} (consumer_group, id, owner, version) SELECT $1, id, 'processor', version FROM unnest($2, $3) AS claim (id, version)", NpgsqlDbType.Text, Texts, Texts);
    }

    public static async Task<PostgresLane> OpenAsync(string connectionString, string table, string group)
    {
        NpgsqlConnection connection = new(connectionString);
        await connection.OpenAsync();
        PostgresLane lane = new(connection, table, group);
        foreach (NpgsqlCommand command in new[] { lane._write, lane._writeMany, lane._read, lane._list, lane._claim, lane._contend, lane._insert })
        {
            await command.PrepareAsync();
        }

        return lane;
    }

    public Task<int> WriteAsync(string id, long sequenceNumber) => ExecuteAsync(_write, sequenceNumber, id);

    public Task<int> WriteAsync(string[] ids, long sequenceNumber) => ExecuteAsync(_writeMany, sequenceNumber, ids);

    public Task<int> ReadAsync()
    {
        _read.Parameters[0].Value = "0";
        return CountAsync(_read);
    }

    public Task<int> ListAsync(string group)
    {
        _list.Parameters[0].Value = group;
        return CountAsync(_list);
    }

    public Task<int> ClaimAsync(string[] ids, string[] versions) => ExecuteAsync(_claim, ids, versions);

    public Task<int> ContendAsync(string[] ids, string[] versions) => ExecuteAsync(_contend, ids, versions);

    public Task<int> InsertAsync(string group, string[] ids, string[] versions) => ExecuteAsync(_insert, group, ids, versions);

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static Task<int> ExecuteAsync(NpgsqlCommand command, params object[] values)
    {
        for (int index = 0; index < values.Length; index++)
        {
            command.Parameters[index].Value = values[index];
        }

        return command.ExecuteNonQueryAsync();
    }

    private static async Task<int> CountAsync(NpgsqlCommand command)
    {
        int count = 0;
        await using NpgsqlDataReader rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            count++;
        }

        return count;
    }

    private NpgsqlCommand Make(string sql, params NpgsqlDbType[] types)
    {
        NpgsqlCommand command = new(sql, _connection);
        command.Parameters.AddRange(types.Select(type => new NpgsqlParameter { NpgsqlDbType = type }).ToArray());
        return command;
    }
}
