using Checkpointing.Conformance;
using Microsoft.Data.Sqlite;

namespace Checkpointing.Sqlite.Tests;

/// <summary>One file in a folder of its own.</summary>
public sealed class SqliteHarness : StoreHarness
{
    private readonly List<SqliteCheckpointStore> _clients = [];
    private readonly TemporaryFolder _folder = new();

    public override StoreTraits Traits => StoreTraits.Embedded;

    public override int Histories => 200;

    public override ValueTask<ICheckpointStore> CreateClientAsync(TimeProvider clock)
    {
        SqliteCheckpointStore client = new(new SqliteCheckpointStoreOptions { DataSource = _folder.File("conformance.db") }, clock);
        lock (_clients)
        {
            _clients.Add(client);
        }

        return ValueTask.FromResult<ICheckpointStore>(client);
    }

    public override IReadOnlyList<string> OwnershipDamages =>
    [
        "owner_id = x'00'", "owner_instance = x'00'", "epoch = 'many'", "epoch = -1", "epoch = 1.5", "epoch = 1e300", "modified_at = 'yesterday'",
        "modified_at = 638000000000000000", "modified_at = NULL", "requested_by = 'you'", "requested_by = x'00', requested_at = 1",
        "requested_at = 1", "requested_by = 'you', requested_at = 'yesterday'", "requested_by = 'you', requested_at = 638000000000000000",
    ];

    public override IReadOnlyList<string> CheckpointDamages =>
    [
        "sequence_number = 'far'", "sequence_number = 1.5", "sequence_number = 1e300", "event_offset = x'00'", "checkpoint_epoch = 1.5",
        "written_by = x'00'", "written_at = 'yesterday'", "written_at = 638000000000000000",
    ];

    public override ValueTask DamageAsync(ConsumerGroup group, string partitionId, string damage)
    {
        using SqliteCommand command = Command(group, partitionId, $"PRAGMA ignore_check_constraints = ON; UPDATE checkpointing_partitions SET {damage}");
        command.ExecuteNonQuery();
        command.Connection!.Dispose();
        return ValueTask.CompletedTask;
    }

    public override ValueTask<string> DumpAsync(ConsumerGroup group, string partitionId)
    {
        using SqliteCommand command = Command(group, partitionId, "SELECT * FROM checkpointing_partitions");
        using SqliteDataReader reader = command.ExecuteReader();
        string dump = reader.Read()
            ? string.Join(", ", Enumerable.Range(0, reader.FieldCount).Select(column => reader[column] is byte[] bytes ? Convert.ToHexString(bytes) : $"{reader[column]}"))
            : "";
        reader.Close();
        command.Connection!.Dispose();
        return ValueTask.FromResult(dump);
    }

    public override async ValueTask<StoredFormat> OpenFormatAsync(string? format) => await SqliteStoredFormat.OpenAsync(format);

    private SqliteCommand Command(ConsumerGroup group, string partitionId, string sql)
    {
        SqliteConnection connection = new($"Data Source={_folder.File("conformance.db")};Pooling=False");
        connection.Open();
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql + " WHERE event_hub = $hub AND consumer_group = $group AND partition_id = $partition";
        command.Parameters.AddWithValue("$hub", group.EventHubName);
        command.Parameters.AddWithValue("$group", group.Name);
        command.Parameters.AddWithValue("$partition", partitionId);
        return command;
    }

    public override async ValueTask RestartAsync()
    {
        foreach (SqliteCheckpointStore client in _clients)
        {
            await client.DisposeAsync();
        }

        _clients.Clear();
    }

    public override async ValueTask DisposeAsync()
    {
        await RestartAsync();
        _folder.Dispose();
    }
}
