using Checkpointing.Conformance;
using Microsoft.Data.Sqlite;

namespace Checkpointing.Sqlite.Tests;

/// <summary>A file of its own, made by the present version or by the SQL that is kept of a released one.</summary>
internal sealed class SqliteStoredFormat : StoredFormat
{
    /// <summary>The tables' columns with their types, then every value but times and versions.</summary>
    private const string Shape = """
        SELECT m.name || '.' || c.name || ' ' || c.type || ' ' || c."notnull" || ' ' || c.pk
        FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY m.name, c.cid
        """;

    private const string Values = """
        SELECT namespace || ' ' || event_hub || ' ' || consumer_group || ' ' || partition_id || ' ' || quote(owner_id) || ' ' || quote(owner_instance) || ' ' || epoch
            || ' ' || typeof(version) || ' ' || typeof(modified_at) || ' ' || quote(sequence_number) || ' ' || quote(event_offset)
            || ' ' || quote(checkpoint_epoch) || ' ' || quote(written_by) || ' ' || typeof(written_at)
        FROM checkpointing_partitions ORDER BY partition_id
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly SqliteCheckpointStore _store;

    private SqliteStoredFormat() => _store = new SqliteCheckpointStore(new SqliteCheckpointStoreOptions { DataSource = _folder.File("format.db") });

    public override ICheckpointStore Store => _store;

    /// <summary>Opens a file.</summary>
    /// <param name="format">The kept SQL, or null for a new file.</param>
    public static async Task<SqliteStoredFormat> OpenAsync(string? format)
    {
        SqliteStoredFormat opened = new();
        if (format is not null)
        {
            await using SqliteConnection connection = opened.Connect();
            await using SqliteCommand command = connection.CreateCommand();
            command.CommandText = await File.ReadAllTextAsync(format);
            await command.ExecuteNonQueryAsync();
        }

        return opened;
    }

    public override async ValueTask<string> DescribeAsync()
    {
        List<string> lines = [];
        await using SqliteConnection connection = Connect();
        foreach (string query in new[] { Shape, Values })
        {
            await using SqliteCommand command = connection.CreateCommand();
            command.CommandText = query;
            await using SqliteDataReader reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                lines.Add(reader.GetString(0));
            }
        }

        return string.Join('\n', lines);
    }

    public override async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    private SqliteConnection Connect()
    {
        SqliteConnection connection = new($"Data Source={_folder.File("format.db")};Pooling=False");
        connection.Open();
        return connection;
    }
}
