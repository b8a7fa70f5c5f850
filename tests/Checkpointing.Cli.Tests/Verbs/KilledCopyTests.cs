using System.Diagnostics;
using Checkpointing.Cli.Tests.Support;
using Npgsql;

namespace Checkpointing.Cli.Tests.Verbs;

/// <summary>A copy that is killed while it holds partitions for a moment.</summary>
public sealed class KilledCopyTests(Stage stage)
{
    private const string ConnectionString = "Checkpointing:Postgres:ConnectionString";
    private const string Schema = "Checkpointing:Postgres:Schema";

    private static readonly ConsumerGroup Group = new("contoso.servicebus.windows.net", "orders", "billing");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_killed_copy_holds_is_told_and_the_next_copy_goes_on_at_once()
    {
        (Dictionary<string, string?> settings, string[] copy) = await PrepareAsync();
        await KillAsync(settings, copy, async () =>
        {
            Tool refused = await Tool.RunAsync(copy, settings);
            refused.ExitCode.ShouldBe(4, refused.Output + refused.Errors);
            refused.Errors.ShouldContain("'checkpoints copy' is another copy: wait for its end. If no copy is at work, 'checkpoints release --owner \"checkpoints copy\" --live'");
            (await Tool.RunAsync([.. copy, "--live"], settings)).Answer(exitCode: 1).ShouldContain("! partition 0 is held by another copy; it is left as it is. If no copy is at work,");
            (await Tool.RunAsync(["release", "--owner", "checkpoints copy", "--yes"], settings)).ExitCode.ShouldBe(4);
            (await Tool.RunAsync(["doctor", "--group", $"{Group}"], settings)).Answer().ShouldContain("0 checkpoints and 1 live owner");
        });
        (await Tool.RunAsync(["owners", "--json"], settings)).Json().GetProperty("owners")[0].GetProperty("owner").GetString().ShouldBe("checkpoints copy");
        (await Tool.RunAsync(["doctor", "--group", $"{Group}"], settings)).Answer().ShouldContain("A copy that was killed holds partitions 0, 1: ");

        (await Tool.RunAsync(copy, settings)).Answer().ShouldContain("2 checkpoints copied, 0 the same before");

        (await Tool.RunAsync(["owners"], settings)).Answer().ShouldContain("2 free");
        (await Tool.RunAsync(copy, settings)).Answer().ShouldContain("0 checkpoints copied, 2 the same before");
    }

    [Fact]
    public async Task What_a_killed_copy_holds_is_released_like_what_a_dead_owner_held()
    {
        (Dictionary<string, string?> settings, string[] copy) = await PrepareAsync();
        await KillAsync(settings, copy, () => Task.CompletedTask);

        (await Tool.RunAsync(["release", "--yes"], settings)).Answer().ShouldContain("released");

        (await Tool.RunAsync(["owners"], settings)).Answer().ShouldContain("2 free");
    }

    [Fact]
    public async Task A_copy_of_which_nobody_can_tell_whether_it_is_at_work_keeps_what_it_holds()
    {
        TestGroup group = await stage.GroupAsync("Sqlite");
        await group.WriteAsync("tool", ("0", 9));
        await group.ClaimAsync("checkpoints copy", "1");

        Tool refused = await group.RunAsync("copy", "--to-file", Path.Combine(stage.MakeFolder(), "backup.json"));

        refused.ExitCode.ShouldBe(4, refused.Output);
        refused.Errors.ShouldContain("If no copy is at work, 'checkpoints release --owner \"checkpoints copy\" --live' frees");
        (await group.RunAsync("release", "--yes")).Answer().ShouldContain("Nothing is to be released.");
        (await group.RunAsync("release", "--owner", "checkpoints copy", "--live", "--yes")).Answer().ShouldContain("released");
        (await group.OwnersAsync()).ShouldBe("1:");
    }

    [Fact]
    public async Task A_copy_that_was_held_up_until_its_claim_may_have_expired_stores_nothing_over_whoever_came()
    {
        TestGroup group = await stage.GroupAsync("Sqlite");
        string[] copy = ["copy", "--from-file", await FileAsync(group.Group), "--to", "Sqlite"];

        (await group.RunAsync([.. copy, "--expiration", "0.001ms"])).Answer(exitCode: 1).ShouldContain("! partition 0 could not be stored in half the time after which owners count as gone");

        (await group.PositionsAsync()).ShouldBe("");
        (await group.OwnersAsync()).ShouldBe("0: 1:");
        (await group.RunAsync(copy)).Answer().ShouldContain("2 checkpoints copied");
    }

    /// <summary>A store of the test's own, and the command that copies into it what only a rewind can store.</summary>
    private async Task<(Dictionary<string, string?> Settings, string[] Copy)> PrepareAsync()
    {
        TestStore store = await stage.StoreAsync("Postgres");
        Dictionary<string, string?> settings = new(store.Settings) { ["Checkpointing:Store"] = "Postgres", [Schema] = $"cli{Guid.NewGuid():n}" };
        (await Tool.RunAsync(["provision"], settings)).Answer();
        return (settings, ["copy", "--from-file", await FileAsync(Group), "--to", "Postgres", "--group", $"{Group}"]);
    }

    private async Task<string> FileAsync(ConsumerGroup group)
    {
        string file = Path.Combine(stage.MakeFolder(), "backup.json");
        const string Checkpoints = """[{ "partition": "0", "sequenceNumber": -1 }, { "partition": "1", "sequenceNumber": -1 }]""";
        await File.WriteAllTextAsync(
            file,
            $$"""{ "format": "checkpoints/1", "groups": [{ "namespace": "{{group.FullyQualifiedNamespace}}", "hub": "{{group.EventHubName}}", "group": "{{group.Name}}", "checkpoints": {{Checkpoints}} }] }""",
            Token);
        return file;
    }

    /// <summary>Kills a copy while the server holds the rewind that follows its claim, so that this is never carried out.</summary>
    private static async Task KillAsync(Dictionary<string, string?> settings, string[] copy, Func<Task> meanwhile)
    {
        string schema = settings[Schema]!;
        await using NpgsqlConnection other = new(settings[ConnectionString]);
        await other.OpenAsync(Token);
        await ScalarAsync(other, $"""
            CREATE FUNCTION {schema}.wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock(hashtext('{schema}')); RETURN NEW; END $$;
            CREATE TRIGGER wait BEFORE INSERT OR UPDATE ON {schema}.partitions FOR EACH ROW WHEN (NEW.sequence_number IS NOT NULL) EXECUTE FUNCTION {schema}.wait();
            SELECT pg_advisory_lock(hashtext('{schema}'));
            """);
        string waiting = $"FROM pg_locks WHERE NOT granted AND locktype = 'advisory' AND objid = hashtext('{schema}')::oid";
        using Process killed = Tool.Start(copy, settings);
        while (await ScalarAsync(other, $"SELECT count(*) {waiting}") == 0)
        {
            killed.HasExited.ShouldBeFalse();
        }

        await meanwhile();
        killed.Kill();
        await killed.WaitForExitAsync(Token);
        await ScalarAsync(other, $"SELECT count(pg_terminate_backend(pid)) {waiting}");
        while (await ScalarAsync(other, $"SELECT count(*) {waiting}") > 0)
        {
        }

        await ScalarAsync(other, $"SELECT pg_advisory_unlock(hashtext('{schema}'))");
    }

    /// <summary>Carries out a statement, and gives the number that it answers.</summary>
    private static async Task<long> ScalarAsync(NpgsqlConnection connection, string sql)
    {
        await using NpgsqlCommand command = new(sql, connection);
        return await command.ExecuteScalarAsync(Token) as long? ?? 0;
    }
}
