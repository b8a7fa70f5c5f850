using Checkpointing.Cli.Tests.Support;
using Checkpointing.Postgres;
using Npgsql;

namespace Checkpointing.Cli.Tests.Dashboard;

/// <summary>A schema of one test's own with one checkpoint, whose list waits until it is let go, while owners are listed at once. No event hub is in its settings.</summary>
internal sealed class SlowList : IAsyncDisposable
{
    private readonly NpgsqlConnection _gate;

    private SlowList(NpgsqlConnection gate, IReadOnlyDictionary<string, string?> settings)
    {
        _gate = gate;
        Settings = settings;
    }

    /// <summary>The settings that lead to it.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<SlowList> PrepareAsync(Stage stage)
    {
        string connection = (await stage.StoreAsync("Postgres")).Settings["Checkpointing:Postgres:ConnectionString"]!;
        string schema = $"slow{Guid.NewGuid():n}";
        await using var own = new PostgresCheckpointStore(new PostgresCheckpointStoreOptions { ConnectionString = connection, Schema = schema });
        await own.ProvisionAsync(Token);
        await own.WriteCheckpointsAsync(new ConsumerGroup("contoso.servicebus.windows.net", "orders", "billing"), [new CheckpointWrite("0", 7, Offset: null, Epoch: 0, "worker")], Token);

        // Only a list of checkpoints reads who wrote them.
        var gate = new NpgsqlConnection(connection);
        await gate.OpenAsync(Token);
        await using var command = new NpgsqlCommand(
            $"""
            SELECT pg_advisory_lock(hashtext('{schema}'));
            SET search_path = '{schema}';
            ALTER TABLE partitions RENAME TO kept;
            CREATE FUNCTION late(text) RETURNS text LANGUAGE plpgsql STABLE AS 'BEGIN PERFORM pg_advisory_xact_lock_shared(hashtext(''{schema}'')); RETURN $1; END';
            CREATE VIEW partitions AS
            SELECT namespace, event_hub, consumer_group, partition_id, owner_id, owner_instance, epoch, version, modified_at, requested_by, requested_at,
                   sequence_number, event_offset, checkpoint_epoch, late(written_by) AS written_by, written_at
            FROM kept;
            """,
            gate);
        await command.ExecuteNonQueryAsync(Token);
        return new SlowList(gate, new Dictionary<string, string?>
        {
            ["Checkpointing:Store"] = "Postgres",
            ["Checkpointing:Postgres:ConnectionString"] = connection,
            ["Checkpointing:Postgres:Schema"] = schema,
        });
    }

    /// <summary>Lets the list go.</summary>
    public async Task LetGoAsync()
    {
        await using var command = new NpgsqlCommand("SELECT pg_advisory_unlock_all()", _gate);
        await command.ExecuteNonQueryAsync(Token);
    }

    public ValueTask DisposeAsync() => _gate.DisposeAsync();
}
