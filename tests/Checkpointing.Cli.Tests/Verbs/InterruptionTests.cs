using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Checkpointing.Cli.Tests.Support;
using Checkpointing.Sqlite;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Checkpointing.Cli.Tests.Verbs;

/// <summary>Ctrl-C, or a store that fails, in the middle of work that takes several steps.</summary>
public sealed class InterruptionTests(Stage stage)
{
    private const int Partitions = 1_000;

    /// <summary>A copy stores so many partitions in a step.</summary>
    private const int StepSize = 200;

    /// <summary>It lies in the third step.</summary>
    private const int Held = 500;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_copy_ends_between_two_steps_says_how_far_it_came_and_is_brought_to_its_end_by_a_second_run()
    {
        TestStore target = await stage.StoreAsync("Postgres");
        var group = new ConsumerGroup("contoso.servicebus.windows.net", "orders", $"g{Guid.NewGuid():n}");
        Dictionary<string, string?> settings = new(target.Settings) { ["Checkpointing:Store"] = "Sqlite", ["Checkpointing:Sqlite:DataSource"] = await FillAsync(group) };
        string[] copy = ["copy", "--to", "Postgres"];
        await using NpgsqlConnection other = new(target.Settings["Checkpointing:Postgres:ConnectionString"]);
        await other.OpenAsync(Token);

        string output = await InterruptAsync(other, target, group, copy, settings, "checkpoints: interrupted: 600 of 1,000 checkpoints copied to Postgres; the others are as they were, and the same command does the rest");
        output.ShouldBe("");
        Dictionary<string, long?> half = await PositionsAsync(target, group);
        half.Count.ShouldBe(3 * StepSize);
        half.ShouldAllBe(pair => pair.Key == $"{pair.Value}");
        (await Tool.RunAsync(copy, settings)).Answer().ShouldContain("400 checkpoints copied, 600 the same before");
        (await PositionsAsync(target, group)).Count.ShouldBe(Partitions);
        (await Tool.RunAsync(copy, settings)).Answer().ShouldContain("0 checkpoints copied, 1,000 the same before");
        (await Tool.RunAsync(["verify", "--to", "Postgres"], settings)).Answer().ShouldContain("1,000 checkpoints, all the same");
    }

    [Fact]
    public async Task A_release_says_how_far_it_came_too()
    {
        TestStore store = await stage.StoreAsync("Postgres");
        var group = new ConsumerGroup("contoso.servicebus.windows.net", "orders", $"g{Guid.NewGuid():n}");
        await store.Store.ClaimOwnershipAsync(group, [.. Enumerable.Range(0, Partitions).Select(number => new OwnershipClaim($"{number}", "worker", "instance", Version: null))], Token);
        Dictionary<string, string?> settings = new(store.Settings) { ["Checkpointing:Store"] = "Postgres" };
        string[] release = ["release", "--owner", "worker", "--live", "--yes", "--group", $"{group}"];
        await using NpgsqlConnection other = new(store.Settings["Checkpointing:Postgres:ConnectionString"]);
        await other.OpenAsync(Token);

        await InterruptAsync(other, store, group, release, settings, "checkpoints: interrupted: 600 of 1,000 partitions released; the others are as they were, and the same command does the rest");
        (await OwnedAsync(store, group)).ShouldBe(Partitions - (3 * StepSize));
        (await Tool.RunAsync(release, settings)).Answer();
        (await OwnedAsync(store, group)).ShouldBe(0);
    }

    [Fact]
    public async Task A_store_that_fails_in_the_middle_is_told_with_how_far_the_copy_came_and_a_second_run_brings_it_to_its_end()
    {
        var group = new ConsumerGroup("contoso.servicebus.windows.net", "orders", $"g{Guid.NewGuid():n}");
        string target = Path.Combine(stage.MakeFolder(), "target.db");
        string config = Path.Combine(stage.MakeFolder(), "target.json");
        await File.WriteAllTextAsync(config, $$"""{ "Checkpointing": { "Store": "Sqlite", "Sqlite": { "DataSource": "{{target}}" } } }""", Token);
        Dictionary<string, string?> settings = new() { ["Checkpointing:Store"] = "Sqlite", ["Checkpointing:Sqlite:DataSource"] = await FillAsync(group) };
        string[] copy = ["copy", "--to-config", config];
        await using var own = new SqliteCheckpointStore(target);
        await own.ProvisionAsync(Token);
        await ExecuteAsync(target, $"CREATE TRIGGER refuse BEFORE INSERT ON checkpointing_partitions WHEN NEW.partition_id = '{Held}' BEGIN SELECT RAISE(ABORT, 'It is full.'); END");

        Tool failed = await Tool.RunAsync(copy, settings);

        failed.ExitCode.ShouldBe(3, failed.Output);
        failed.Output.ShouldBe("");
        failed.Errors.Trim().ShouldStartWith("checkpoints: Sqlite of target.json: WriteCheckpoints failed");
        failed.Errors.Trim().ShouldEndWith("It is full. The change may have been applied; repeating it is safe. Until then 400 of 1,000 checkpoints copied to Sqlite of target.json; the same command does the rest.");
        (await own.ListCheckpointsAsync(group, Token)).Items.Count.ShouldBe(2 * StepSize);
        await ExecuteAsync(target, "DROP TRIGGER refuse");
        (await Tool.RunAsync(copy, settings)).Answer().ShouldContain("600 checkpoints copied, 400 the same before");
    }

    [Fact]
    public async Task A_store_that_takes_a_connection_and_says_nothing_keeps_nobody_waiting_who_presses_Ctrl_C()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using Process running = Tool.Start(
            ["list", "--group", "n/h/g"],
            new Dictionary<string, string?>
            {
                ["Checkpointing:Store"] = "Redis",
                ["Checkpointing:Redis:ConnectionString"] = $"{silent.LocalEndpoint},connectTimeout=600000",
                ["Checkpointing:Redis:Resilience:AttemptTimeout"] = "00:05:00",
                ["Checkpointing:Redis:Resilience:OperationTimeout"] = "00:05:00",
            });
        using TcpClient connection = await silent.AcceptTcpClientAsync(Token);

        using Process kill = Process.Start("kill", ["-INT", $"{running.Id}"]);
        await running.WaitForExitAsync(Token).WaitAsync(TimeSpan.FromMinutes(1), Token);

        running.ExitCode.ShouldBe(130);
        (await running.StandardError.ReadToEndAsync(Token)).ShouldBe("checkpoints: interrupted; repeating the command is safe\n");
    }

    /// <summary>Interrupts a command while its third step is held up by another transaction, and gives what it has answered.</summary>
    private static async Task<string> InterruptAsync(
        NpgsqlConnection other, TestStore held, ConsumerGroup group, string[] command, Dictionary<string, string?> settings, string message)
    {
        using Process interrupted = await HoldAsync(other, held, group, async () =>
        {
            Process running = Tool.Start(command, settings);
            await WaitUntilHeldAsync(other);

            using Process kill = Process.Start("kill", ["-INT", $"{running.Id}"]);
            (await running.StandardError.ReadLineAsync(Token)).ShouldBe("interrupted: the step under way is brought to its end");
            return running;
        });
        string errors = await interrupted.StandardError.ReadToEndAsync(Token);
        await interrupted.WaitForExitAsync(Token);

        interrupted.ExitCode.ShouldBe(130);
        errors.Trim().ShouldBe(message);
        return await interrupted.StandardOutput.ReadToEndAsync(Token);
    }

    /// <summary>Keeps one row of a store from being changed, as a transaction that has not ended does.</summary>
    private static async Task<T> HoldAsync<T>(NpgsqlConnection connection, TestStore target, ConsumerGroup group, Func<Task<T>> meanwhile)
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(Token);
        await using NpgsqlCommand insert = new(
            $"INSERT INTO {target.Settings["Checkpointing:Postgres:Schema"]}.partitions (namespace, event_hub, consumer_group, partition_id) VALUES ($1, $2, $3, $4) "
            + "ON CONFLICT (namespace, event_hub, consumer_group, partition_id) DO UPDATE SET partition_id = excluded.partition_id", connection, transaction)
        {
            Parameters =
            {
                new() { Value = group.FullyQualifiedNamespace }, new() { Value = group.EventHubName }, new() { Value = group.Name }, new() { Value = $"{Held}" },
            },
        };
        await insert.ExecuteNonQueryAsync(Token);
        T result = await meanwhile();
        await transaction.RollbackAsync(Token);
        return result;
    }

    /// <summary>Waits until somebody waits for the row.</summary>
    private static async Task WaitUntilHeldAsync(NpgsqlConnection connection)
    {
        await using NpgsqlCommand waiting = new("SELECT count(*) FROM pg_locks WHERE NOT granted AND transactionid = pg_current_xact_id()::xid", connection);
        while ((long)(await waiting.ExecuteScalarAsync(Token))! == 0)
        {
        }
    }

    /// <summary>A group whose checkpoints are the numbers of their partitions.</summary>
    private async Task<string> FillAsync(ConsumerGroup group)
    {
        string database = Path.Combine(stage.MakeFolder(), "source.db");
        await using var own = new SqliteCheckpointStore(database);
        await own.ProvisionAsync(Token);
        PartitionResults<CheckpointWriteResult> written = await own.WriteCheckpointsAsync(
            group, [.. Enumerable.Range(0, Partitions).Select(number => new CheckpointWrite($"{number}", number, Offset: null, Epoch: 0, "worker"))], Token);
        written.Items.Count.ShouldBe(Partitions);
        return database;
    }

    private static async Task ExecuteAsync(string database, string sql)
    {
        await using SqliteConnection connection = new($"Data Source={database};Pooling=False");
        await connection.OpenAsync(Token);
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Token);
    }

    private static async Task<int> OwnedAsync(TestStore store, ConsumerGroup group) =>
        (await store.Store.ListOwnershipAsync(group, Token)).Items.Count(record => record.OwnerId.Length > 0);

    private static async Task<Dictionary<string, long?>> PositionsAsync(TestStore store, ConsumerGroup group) =>
        (await store.Store.ListCheckpointsAsync(group, Token)).Items.ToDictionary(checkpoint => checkpoint.PartitionId, checkpoint => checkpoint.SequenceNumber);
}
