using Checkpointing.Resilience;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Checkpointing.Postgres.Tests;

/// <summary>Rewinds that are attempted again because something else of the call failed.</summary>
public sealed class PostgresRewindTests(PostgresFixture postgres) : PostgresTest(postgres)
{
    [Fact]
    public async Task What_an_attempt_has_done_is_not_done_again_and_its_version_does_not_come_back()
    {
        PostgresCheckpointStore store = Open();
        await WinAsync(store);
        NpgsqlDataSource dataSource = Connect("");
        StorePipeline pipeline = new(new StoreResilienceOptions(), PostgresErrors.Classify, TimeProvider.System, NullLogger.Instance);
        await using PostgresDatabase database = new(dataSource, ownsDataSource: false, provisions: false, new PostgresStatements(Schema), pipeline);
        PostgresRewinds rewinds = new(database, TimeProvider.System, new StoreCall(StoreOperation.Rewind, Group), [new PartitionRewind("0", 1, null, "operator")]);
        PartitionRewound first = (await rewinds.ExecuteAsync(Token)).Items.ShouldHaveSingleItem();
        PartitionOwnership free = (await store.ListOwnershipAsync(Group, Token)).Items.ShouldHaveSingleItem();
        PartitionOwnership taken = (await store.ClaimOwnershipAsync(Group, [new OwnershipClaim("0", "next", "1", free.Version)], Token)).Items.ShouldHaveSingleItem();

        PartitionRewound again = (await rewinds.ExecuteAsync(Token)).Items.ShouldHaveSingleItem();

        again.ShouldBe(first);
        (await store.ListOwnershipAsync(Group, Token)).Items.ShouldHaveSingleItem().Version.ShouldBe(taken.Version);
    }

    [Fact]
    public void A_rewind_that_was_overtaken_gets_another_version()
    {
        PostgresRewind rewind = new PostgresRewind(new PartitionRewind("0", 1, null, "operator"), "new").From("read");

        rewind.From("read").NewVersion.ShouldBe(rewind.NewVersion);
        rewind.From("overtaken").NewVersion.ShouldNotBe(rewind.NewVersion);
    }
}
