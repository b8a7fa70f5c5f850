using Npgsql;

namespace Checkpointing.Postgres.Tests;

/// <summary>What a role needs, and what it is told when it lacks it.</summary>
public sealed class PostgresPermissionTests(PostgresFixture postgres) : PostgresTest(postgres)
{
    private readonly string _role = $"role {Guid.NewGuid():n}";

    private string Login => $"Username={_role};Password=pass-word";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await ExecuteAsync($"CREATE ROLE \"{_role}\" LOGIN PASSWORD 'pass-word'");
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (Checkpointing.Tests.Services.Postgres.IsAvailable)
        {
            await ExecuteAsync($"DROP OWNED BY \"{_role}\"; DROP ROLE \"{_role}\"");
        }
    }

    [Fact]
    public async Task The_printed_script_gives_a_role_all_that_the_store_does_and_no_more()
    {
        await ExecuteAsync(PostgresCheckpointStore.SchemaSql(Schema, _role));
        PostgresCheckpointStore store = Open(Login);

        (await store.VerifyAsync(Token)).ShouldBeEmpty();
        PartitionOwnership held = await WinAsync(store);
        (await WriteAsync(store, 1, held.Epoch)).ShouldBe(CheckpointOutcome.Written);
        (await store.RequestOwnershipAsync(Group, [new OwnershipRequest("0", held.OwnerId, "other")], Token)).Items.ShouldHaveSingleItem();
        (await store.ReadCheckpointAsync(Group, "0", Token)).ShouldNotBeNull();
        (await store.ListGroupsAsync(Token)).ShouldBe([Group]);
        (await store.RewindAsync(Group, [new PartitionRewind("0", 0, null, "me")], Token)).Items.ShouldHaveSingleItem();
        (await store.DeleteGroupAsync(Group, Token)).ShouldBe(1);

        NpgsqlDataSource role = Connect(Login);
        foreach (string forbidden in new[] { $"DROP TABLE {Table}", $"TRUNCATE {Table}", $"CREATE TABLE \"{Schema}\".more (x int)", $"UPDATE \"{Schema}\".schema_version SET version = 2" })
        {
            await using NpgsqlCommand command = role.CreateCommand(forbidden);
            (await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Token))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        }
    }

    [Fact]
    public async Task A_processor_needs_no_permission_to_delete()
    {
        await ExecuteAsync(PostgresCheckpointStore.SchemaSql(Schema, _role) + $"REVOKE DELETE ON {Table} FROM \"{_role}\"");
        PostgresCheckpointStore store = Open(Login);

        PartitionOwnership held = await WinAsync(store);
        (await WriteAsync(store, 1, held.Epoch)).ShouldBe(CheckpointOutcome.Written);
        (await store.RequestOwnershipAsync(Group, [new OwnershipRequest("0", held.OwnerId, "other")], Token)).Items.ShouldHaveSingleItem();
        CheckpointStoreException refused = await Should.ThrowAsync<CheckpointStoreException>(() => store.DeleteGroupAsync(Group, Token));

        refused.IsTransient.ShouldBeFalse();
        refused.Message.ShouldContain("permission");
        StoreFinding finding = (await store.VerifyAsync(Token)).ShouldHaveSingleItem();
        finding.IsError.ShouldBeFalse();
        finding.Message.ShouldContain("DeleteGroupAsync");
    }

    [Fact]
    public async Task A_role_that_may_not_create_the_tables_is_told_who_can()
    {
        PostgresCheckpointStore store = Open(Login);

        CheckpointStoreException refused = await Should.ThrowAsync<CheckpointStoreException>(() => store.ListOwnershipAsync(Group, Token));

        refused.IsTransient.ShouldBeFalse();
        refused.Message.ShouldContain("SchemaSql");
        refused.Message.ShouldNotContain("pass-word");
    }

    [Fact]
    public async Task A_schema_that_is_there_is_enough_to_create_the_tables_in()
    {
        await ExecuteAsync($"CREATE SCHEMA \"{Schema}\" AUTHORIZATION \"{_role}\"");

        (await WinAsync(Open(Login))).Epoch.ShouldBe(1);
    }

    [Fact]
    public async Task Missing_permissions_are_found_by_verification()
    {
        await ExecuteAsync(PostgresCheckpointStore.SchemaSql(Schema, _role) + $"REVOKE INSERT, UPDATE ON {Table} FROM \"{_role}\"");

        StoreFinding finding = (await Open(Login).VerifyAsync(Token)).ShouldHaveSingleItem();

        finding.IsError.ShouldBeTrue();
        finding.Message.ShouldContain("INSERT, UPDATE");
    }

    [Theory]
    [InlineData("")]
    [InlineData("pg_catalog")]
    [InlineData("a\nb")]
    public void A_name_that_cannot_be_one_is_not_printed(string name)
    {
        Should.Throw<ArgumentException>(() => PostgresCheckpointStore.SchemaSql(name));
        Should.Throw<ArgumentException>(() => PostgresCheckpointStore.SchemaSql(role: name));
    }

    [Fact]
    public async Task Names_are_quoted()
    {
        string evil = $"\"; DROP TABLE x; -- {Guid.NewGuid().ToString("n")[..8]}";

        await ExecuteAsync(PostgresCheckpointStore.SchemaSql(evil));

        await using PostgresCheckpointStore store = new(new PostgresCheckpointStoreOptions { ConnectionString = Connection(""), Schema = evil, ProvisionOnStart = false });
        (await WinAsync(store)).Epoch.ShouldBe(1);
        await ExecuteAsync($"DROP SCHEMA \"{evil.Replace("\"", "\"\"", StringComparison.Ordinal)}\" CASCADE");
    }
}
