using Microsoft.Data.Sqlite;

namespace Checkpointing.Sqlite.Tests;

/// <summary>The file: how it comes about, what it is shared with, and what is refused.</summary>
public sealed class SqliteFileTests : SqliteTest
{
    [Fact]
    public async Task The_first_operation_creates_file_and_tables()
    {
        SqliteCheckpointStore store = Open();
        System.IO.File.Exists(File).ShouldBeFalse();

        await WinAsync(store);

        using SqliteConnection connection = Connect();
        Query(connection, "SELECT version FROM checkpointing_schema").ShouldBe(1L);
        Query(connection, "PRAGMA journal_mode").ShouldBe("wal");
    }

    [Fact]
    public async Task Without_ProvisionOnStart_a_missing_file_is_an_error_until_it_is_provisioned()
    {
        SqliteCheckpointStore store = Open(new SqliteCheckpointStoreOptions { DataSource = File, ProvisionOnStart = false });

        CheckpointStoreException exception = await Should.ThrowAsync<CheckpointStoreException>(() => store.ListOwnershipAsync(Group, Token));
        (await store.VerifyAsync(Token)).ShouldHaveSingleItem().IsError.ShouldBeTrue();
        System.IO.File.Exists(File).ShouldBeFalse();
        await store.ProvisionAsync(Token);

        exception.Message.ShouldContain("ProvisionOnStart");
        exception.IsTransient.ShouldBeFalse();
        (await store.VerifyAsync(Token)).ShouldBeEmpty();
        await WinAsync(store);
    }

    [Fact]
    public async Task The_printed_schema_is_all_that_a_store_needs_that_may_not_create_anything()
    {
        using (SqliteConnection connection = Connect())
        {
            Execute(connection, SqliteCheckpointStore.SchemaSql());
        }

        SqliteCheckpointStore store = Open(new SqliteCheckpointStoreOptions { DataSource = File, ProvisionOnStart = false });

        (await store.VerifyAsync(Token)).ShouldBeEmpty();
        await WinAsync(store);
    }

    [Fact]
    public async Task A_file_without_our_tables_is_an_error_without_ProvisionOnStart()
    {
        using SqliteConnection connection = Connect();
        Execute(connection, "CREATE TABLE orders (id INTEGER);");
        SqliteCheckpointStore store = Open(new SqliteCheckpointStoreOptions { DataSource = File, ProvisionOnStart = false });

        (await Should.ThrowAsync<CheckpointStoreException>(() => store.ListOwnershipAsync(Group, Token))).Message.ShouldContain("no tables for checkpoints");
    }

    [Fact]
    public async Task The_tables_live_in_an_applications_own_file()
    {
        using SqliteConnection connection = Connect();
        Execute(connection, "CREATE TABLE orders (id INTEGER); INSERT INTO orders VALUES (7); PRAGMA user_version = 42;");

        await WinAsync(Open());

        Query(connection, "SELECT id FROM orders").ShouldBe(7L);
        Query(connection, "PRAGMA user_version").ShouldBe(42L);
    }

    [Fact]
    public async Task Tables_of_a_newer_version_are_refused_and_left_alone()
    {
        await WinAsync(Open());
        using SqliteConnection connection = Connect();
        Execute(connection, "INSERT INTO checkpointing_schema (version) VALUES (2);");
        SqliteCheckpointStore store = Open();

        CheckpointStoreException exception = await Should.ThrowAsync<CheckpointStoreException>(() => WinAsync(store, "1"));

        exception.Message.ShouldContain("version 2");
        exception.Message.ShouldContain("Update the package Checkpointing.Sqlite");
        exception.IsTransient.ShouldBeFalse();
        Query(connection, "SELECT count(*) FROM checkpointing_partitions").ShouldBe(1L);
        (await store.VerifyAsync(Token)).ShouldHaveSingleItem().IsError.ShouldBeTrue();
    }

    [Fact]
    public async Task Tables_from_before_requests_are_refused_with_a_way_out_that_works()
    {
        using SqliteConnection connection = Connect();
        Execute(connection, SqliteCheckpointStore.SchemaSql());
        Execute(
            connection,
            "ALTER TABLE checkpointing_partitions DROP COLUMN requested_by; ALTER TABLE checkpointing_partitions DROP COLUMN requested_at;");
        SqliteCheckpointStore store = Open();

        CheckpointStoreException exception = await Should.ThrowAsync<CheckpointStoreException>(() => WinAsync(store));
        exception.IsTransient.ShouldBeFalse();
        (await store.VerifyAsync(Token)).ShouldHaveSingleItem().IsError.ShouldBeTrue();
        Execute(connection, exception.Message[exception.Message.IndexOf("ALTER", StringComparison.Ordinal)..]);

        PartitionOwnership held = await WinAsync(store);
        await store.RequestOwnershipAsync(Group, [new OwnershipRequest(held.PartitionId, held.OwnerId, "other")], Token);
        (await store.ListOwnershipAsync(Group, Token)).Items.ShouldHaveSingleItem().RequestedBy.ShouldBe("other");
    }

    [Fact]
    public async Task A_missing_folder_is_named_as_the_cause()
    {
        SqliteCheckpointStore store = Open(new SqliteCheckpointStoreOptions { DataSource = Folder.File("absent/checkpoints.db") });

        CheckpointStoreException exception = await Should.ThrowAsync<CheckpointStoreException>(() => WinAsync(store));

        exception.Message.ShouldContain("folder has to exist");
        exception.Operation.ShouldBe(StoreOperation.ClaimOwnership);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_named_as_such_and_left_alone()
    {
        await System.IO.File.WriteAllTextAsync(File, new string('x', 4096), Token);

        CheckpointStoreException exception = await Should.ThrowAsync<CheckpointStoreException>(() => WinAsync(Open()));

        exception.Message.ShouldContain("no SQLite database");
        (await System.IO.File.ReadAllTextAsync(File, Token)).ShouldStartWith("xxxx");
    }

    [Fact]
    public async Task Stores_that_open_one_new_file_at_once_all_work()
    {
        SqliteCheckpointStore[] stores = [.. Enumerable.Range(0, 8).Select(_ => Open())];

        PartitionOwnership[] won = await Task.WhenAll(stores.Select((store, index) => WinAsync(store, $"{index}")));

        won.Length.ShouldBe(8);
        (await stores[0].ListOwnershipAsync(Group, Token)).Items.Count.ShouldBe(8);
    }

    [Fact]
    public async Task A_closed_store_says_so_and_frees_the_file()
    {
        SqliteCheckpointStore store = Open();
        await WinAsync(store);

        await store.DisposeAsync();

        await Should.ThrowAsync<ObjectDisposedException>(() => WinAsync(store));
        System.IO.File.Exists(File + "-wal").ShouldBeFalse();
    }

    [Fact]
    public async Task Verify_advises_against_a_rollback_journal_and_tells_of_relaxed_durability()
    {
        await WinAsync(Open());
        await DisposeStoresAsync();
        using (SqliteConnection connection = Connect())
        {
            Query(connection, "PRAGMA journal_mode = DELETE").ShouldBe("delete");
        }

        IReadOnlyList<StoreFinding> findings = await Open(new SqliteCheckpointStoreOptions { DataSource = File, RelaxedDurability = true }).VerifyAsync(Token);

        findings.ShouldAllBe(finding => !finding.IsError);
        findings.ShouldContain(finding => finding.Message.Contains("journal", StringComparison.Ordinal));
        findings.ShouldContain(finding => finding.Message.Contains("RelaxedDurability", StringComparison.Ordinal));
    }
}
