using System.Diagnostics;
using Checkpointing.Cli.Tests.Support;
using Npgsql;

namespace Checkpointing.Cli.Tests.Verbs;

/// <summary>What others do between two steps of a verb. A PostgreSQL server holds it between them.</summary>
public sealed class MeanwhileTests(Stage stage)
{
    private const string ConnectionString = "Checkpointing:Postgres:ConnectionString";
    private const string Schema = "Checkpointing:Postgres:Schema";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_first_checkpoint_that_came_between_looking_and_copying_is_left_with_its_owner()
    {
        TestGroup source = await stage.GroupAsync("Sqlite");
        await source.WriteAsync("tool", ("0", 5));
        await source.Backend.Operator.RewindAsync(source.Group, [new PartitionRewind("1", -1, null, "test"), new PartitionRewind("2", null, "600", "test")], Token);
        TestStore target = await stage.StoreAsync("Postgres");
        Dictionary<string, string?> settings = new(source.Settings.Concat(target.Settings));
        await using NpgsqlConnection other = await ConnectAsync(target);
        await using NpgsqlTransaction transaction = await other.BeginTransactionAsync(Token);
        await ExecuteAsync(
            other,
            $"INSERT INTO {target.Settings[Schema]}.partitions (namespace, event_hub, consumer_group, partition_id) "
            + $"VALUES ('{source.Group.FullyQualifiedNamespace}', '{source.Group.EventHubName}', '{source.Group.Name}', '0')");

        Task<Tool> copy = Tool.RunAsync(["copy", "--to", "Postgres"], settings);
        while (await CountAsync(other, "SELECT count(*) FROM pg_locks WHERE NOT granted AND transactionid = pg_current_xact_id()::xid") == 0)
        {
            copy.IsCompleted.ShouldBeFalse();
        }

        await target.Store.ClaimOwnershipAsync(source.Group, [new OwnershipClaim("1", "worker-a", "instance", Version: null)], Token);
        await target.Store.WriteCheckpointsAsync(source.Group, [new CheckpointWrite("1", 500, "500", Epoch: 1, "worker-a")], Token);
        await transaction.RollbackAsync(Token);

        (await copy).Answer(exitCode: 1).ShouldContain("! partition 1 ");
        (await target.Store.ListCheckpointsAsync(source.Group, Token)).Items.Select(checkpoint => (checkpoint.PartitionId, checkpoint.SequenceNumber, checkpoint.Offset)).Order()
            .ShouldBe([("0", 5, "500"), ("1", 500, "500"), ("2", null, "600")]);
        (await target.Store.ListOwnershipAsync(source.Group, Token)).Items.Single(record => record.OwnerId.Length > 0).PartitionId.ShouldBe("1");
    }

    [Fact]
    public async Task The_doctor_takes_its_group_away_again_when_it_is_interrupted_in_between()
    {
        TestStore store = await stage.StoreAsync("Postgres");
        string schema = $"cli{Guid.NewGuid():n}";
        Dictionary<string, string?> settings = new(store.Settings) { ["Checkpointing:Store"] = "Postgres", [Schema] = schema };
        (await Tool.RunAsync(["provision"], settings)).Answer();
        await using NpgsqlConnection other = await ConnectAsync(store);
        await ExecuteAsync(other, $"""
            CREATE FUNCTION {schema}.wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock(hashtext('{schema}')); RETURN NEW; END $$;
            CREATE TRIGGER wait BEFORE INSERT OR UPDATE ON {schema}.partitions FOR EACH ROW WHEN (NEW.sequence_number IS NOT NULL) EXECUTE FUNCTION {schema}.wait();
            SELECT pg_advisory_lock(hashtext('{schema}'));
            """);

        using Process doctor = Tool.Start(["doctor", "--write"], settings);
        while (await CountAsync(other, $"SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'advisory' AND objid = hashtext('{schema}')::oid") == 0)
        {
            doctor.HasExited.ShouldBeFalse();
        }

        (await CountAsync(other, $"SELECT count(*) FROM {schema}.partitions")).ShouldBe(1);
        using Process kill = Process.Start("kill", ["-INT", $"{doctor.Id}"]);
        await doctor.WaitForExitAsync(Token);

        doctor.ExitCode.ShouldBe(130);
        (await CountAsync(other, $"SELECT count(*) FROM {schema}.partitions")).ShouldBe(0);
        (await doctor.StandardError.ReadToEndAsync(Token)).Trim().ShouldBe("checkpoints: interrupted; repeating the command is safe");
    }

    [Fact]
    public async Task A_group_that_the_doctor_has_left_is_nobodys_group()
    {
        TestStore store = await TestStore.StartAsync("Sqlite", stage.MakeFolder());
        await using TestStore disposal = store;
        Dictionary<string, string?> settings = new(store.Settings) { ["Checkpointing:Store"] = "Sqlite" };
        foreach (ConsumerGroup group in new[] { new ConsumerGroup("checkpoints.doctor", "probe", "left"), new ConsumerGroup("contoso.servicebus.windows.net", "orders", "billing") })
        {
            await store.Store.ClaimOwnershipAsync(group, [new OwnershipClaim("0", "somebody", "instance", Version: null)], Token);
        }

        (await Tool.RunAsync(["groups"], settings)).Answer().Trim().ShouldBe("contoso.servicebus.windows.net/orders/billing");
        (await Tool.RunAsync(["owners"], settings)).Answer().ShouldStartWith("contoso.servicebus.windows.net/orders/billing in Sqlite");
        (await Tool.RunAsync(["copy", "--all-groups", "--to-file", Path.Combine(stage.MakeFolder(), "all.json"), "--live"], settings)).Answer().ShouldNotContain("doctor");
        (await Tool.RunAsync(["delete", "--group", "checkpoints.doctor/probe/left", "--confirm", "left", "--live"], settings)).Answer();
    }

    private static async Task<NpgsqlConnection> ConnectAsync(TestStore store)
    {
        NpgsqlConnection connection = new(store.Settings[ConnectionString]);
        await connection.OpenAsync(Token);
        return connection;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }

    private static async Task<long> CountAsync(NpgsqlConnection connection, string sql)
    {
        await using NpgsqlCommand command = new(sql, connection);
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }
}
