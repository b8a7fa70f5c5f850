namespace Checkpointing.Postgres.Tests;

/// <summary>Tables: made on start, ahead, or by others; and of which version.</summary>
public sealed class PostgresSchemaTests(PostgresFixture postgres) : PostgresTest(postgres)
{
    [Fact]
    public async Task Without_provisioning_a_missing_table_is_a_permanent_error_that_names_the_way_out()
    {
        PostgresCheckpointStore store = Open(change: options => options.ProvisionOnStart = false);

        CheckpointStoreException missing = await Should.ThrowAsync<CheckpointStoreException>(() => store.ListOwnershipAsync(Group, Token));
        StoreFinding finding = (await store.VerifyAsync(Token)).ShouldHaveSingleItem();

        missing.IsTransient.ShouldBeFalse();
        missing.Message.ShouldContain("ProvisionAsync");
        finding.IsError.ShouldBeTrue();
        finding.Message.ShouldContain("ProvisionAsync");
        await store.ProvisionAsync(Token);
        (await WinAsync(store)).Epoch.ShouldBe(1);
    }

    [Fact]
    public async Task Many_processes_may_start_at_once()
    {
        PostgresCheckpointStore[] stores = [.. Enumerable.Range(0, 12).Select(_ => Open())];

        await Task.WhenAll(stores.Select((store, number) => WinAsync(store, $"{number}")));

        (await stores[0].ListOwnershipAsync(Group, Token)).Items.Count.ShouldBe(12);
    }

    [Fact]
    public async Task Tables_of_a_newer_version_are_refused_and_left_alone()
    {
        await WinAsync(Open());
        await ExecuteAsync($"UPDATE \"{Schema}\".schema_version SET version = 99");
        PostgresCheckpointStore store = Open();

        CheckpointStoreException refused = await Should.ThrowAsync<CheckpointStoreException>(() => store.ListOwnershipAsync(Group, Token));
        await Should.ThrowAsync<CheckpointStoreException>(() => store.ProvisionAsync(Token));

        refused.IsTransient.ShouldBeFalse();
        refused.Message.ShouldContain("version 99");
        refused.Message.ShouldContain("Update the package");
        (await QueryAsync($"SELECT owner_id FROM {Table}")).ShouldBe("me");
    }

    [Fact]
    public async Task Tables_from_before_requests_are_refused_with_a_way_out_that_works()
    {
        await WinAsync(Open());
        await ExecuteAsync($"ALTER TABLE {Table} DROP CONSTRAINT record_is_whole, DROP COLUMN requested_by, DROP COLUMN requested_at");
        PostgresCheckpointStore store = Open();

        CheckpointStoreException refused = await Should.ThrowAsync<CheckpointStoreException>(() => store.ListOwnershipAsync(Group, Token));
        refused.IsTransient.ShouldBeFalse();
        (await store.VerifyAsync(Token)).ShouldHaveSingleItem().IsError.ShouldBeTrue();
        await ExecuteAsync(refused.Message[refused.Message.IndexOf("ALTER", StringComparison.Ordinal)..]);

        (await store.RequestOwnershipAsync(Group, [new OwnershipRequest("0", "me", "other")], Token)).Items.ShouldHaveSingleItem().RequestedBy.ShouldBe("other");
    }

    [Fact]
    public async Task Tables_dropped_under_a_running_program_are_made_again()
    {
        PostgresCheckpointStore store = Open();
        await WinAsync(store);
        await ExecuteAsync($"DROP SCHEMA \"{Schema}\" CASCADE");

        CheckpointStoreException missing = await Should.ThrowAsync<CheckpointStoreException>(() => store.ListOwnershipAsync(Group, Token));

        missing.Message.ShouldContain("tables are missing");
        (await WinAsync(store)).Epoch.ShouldBe(1);
    }

    [Fact]
    public async Task Another_programs_table_of_the_same_name_is_refused_and_left_alone()
    {
        await ExecuteAsync($"CREATE SCHEMA \"{Schema}\"; CREATE TABLE {Table} (mine int)");

        CheckpointStoreException refused = await Should.ThrowAsync<CheckpointStoreException>(() => Open().ListOwnershipAsync(Group, Token));

        refused.IsTransient.ShouldBeFalse();
        refused.Message.ShouldContain("Schema");
        (await QueryAsync($"SELECT count(mine) FROM {Table}")).ShouldBe(0L);
    }

    [Fact]
    public void The_script_runs_in_one_transaction_under_the_lock()
    {
        string script = PostgresCheckpointStore.SchemaSql("orders", "processors");

        script.ShouldStartWith("BEGIN;");
        script.ShouldEndWith("COMMIT;\n");
        script.ShouldContain("pg_advisory_xact_lock");
        script.ShouldContain("CREATE TABLE \"orders\".partitions");
        script.ShouldContain("TO \"processors\";");
        script.ShouldNotContain("{");
        PostgresCheckpointStore.SchemaSql().ShouldNotContain("GRANT");
    }

    [Fact]
    public async Task Verification_tells_of_relaxed_durability_wherever_it_is_set()
    {
        PostgresCheckpointStore store = Open("Options=-c synchronous_commit=off", options => options.RelaxedDurability = true);
        await store.ProvisionAsync(Token);

        IReadOnlyList<StoreFinding> findings = await store.VerifyAsync(Token);

        findings.ShouldAllBe(finding => !finding.IsError);
        findings.ShouldContain(finding => finding.Message.Contains("RelaxedDurability"));
        findings.ShouldContain(finding => finding.Message.Contains("synchronous_commit is off"));
    }
}
