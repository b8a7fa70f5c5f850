using Npgsql;

namespace Checkpointing.Postgres.Tests;

/// <summary>Rule 11: a row that no version of the store writes is an error of its partition alone, and is never overwritten.</summary>
public sealed class PostgresBadDataTests(PostgresFixture postgres) : PostgresTest(postgres)
{
    [Theory]
    [InlineData("epoch = -1")]
    [InlineData("version = NULL")]
    [InlineData("modified_at = 'infinity'")]
    [InlineData("requested_by = 'you'")]
    [InlineData("sequence_number = -2")]
    [InlineData("written_at = NULL")]
    [InlineData("written_at = '20000-01-01'")]
    public async Task The_table_does_not_take_garbage(string change)
    {
        PostgresCheckpointStore store = Open();
        await WriteAsync(store, 1, (await WinAsync(store)).Epoch);

        (await Should.ThrowAsync<PostgresException>(() => ExecuteAsync($"UPDATE {Table} SET {change}"))).SqlState.ShouldBe(PostgresErrorCodes.CheckViolation);
    }

    [Theory]
    [InlineData("epoch = -1", "epoch")]
    [InlineData("version = NULL", "version")]
    [InlineData("modified_at = 'infinity'", "modified_at")]
    [InlineData("sequence_number = -7", "sequence_number")]
    [InlineData("written_at = '-infinity'", "written_at")]
    [InlineData("written_at = '294000-01-01'", "written_at")]
    public async Task A_damaged_row_stops_its_partition_alone_and_is_left_as_it_is(string change, string column)
    {
        PostgresCheckpointStore store = Open();
        PartitionOwnership bad = await WinAsync(store, "bad");
        PartitionOwnership good = await WinAsync(store, "good");
        await store.WriteCheckpointsAsync(Group, [Write(bad, 1), Write(good, 1)], Token);
        await ExecuteAsync($"ALTER TABLE {Table} DROP CONSTRAINT record_is_whole; UPDATE {Table} SET {change} WHERE partition_id = 'bad'");
        string before = await RowAsync();

        PartitionResults<PartitionOwnership> owners = await store.ListOwnershipAsync(Group, Token);
        PartitionResults<Checkpoint> checkpoints = await store.ListCheckpointsAsync(Group, Token);
        CheckpointStoreException read = await Should.ThrowAsync<CheckpointStoreException>(() => store.ReadCheckpointAsync(Group, "bad", Token));
        PartitionResults<CheckpointWriteResult> written = await store.WriteCheckpointsAsync(Group, [Write(bad, 2), Write(good, 2)], Token);
        PartitionResults<PartitionOwnership> claimed = await store.ClaimOwnershipAsync(
            Group, [new OwnershipClaim("bad", "me", "1", bad.Version), new OwnershipClaim("good", "me", "1", good.Version)], Token);
        PartitionResults<PartitionRewound> rewound = await store.RewindAsync(
            Group, [new PartitionRewind("bad", 0, null, "me"), new PartitionRewind("good", 0, null, "me")], Token);

        read.PartitionId.ShouldBe("bad");
        owners.Items.ShouldHaveSingleItem().PartitionId.ShouldBe("good");
        checkpoints.Items.ShouldHaveSingleItem().PartitionId.ShouldBe("good");
        written.Items.ShouldHaveSingleItem().ShouldBe(new CheckpointWriteResult("good", CheckpointOutcome.Written));
        claimed.Items.ShouldHaveSingleItem().PartitionId.ShouldBe("good");
        rewound.Items.ShouldHaveSingleItem().PartitionId.ShouldBe("good");
        CheckpointStoreException[] faults = [owners.Faults.Single(), checkpoints.Faults.Single(), written.Faults.Single(), claimed.Faults.Single(), rewound.Faults.Single()];
        faults.ShouldAllBe(fault => fault.PartitionId == "bad" && !fault.IsTransient && fault.Message.Contains($"column {column} "));
        (await RowAsync()).ShouldBe(before);
        (await store.DeleteGroupAsync(Group, Token)).ShouldBe(2);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0xD83D)]
    public async Task A_text_that_cannot_be_stored_is_a_fault_of_its_partition_alone(int zeroOrHalfSurrogate)
    {
        string text = $"with {(char)zeroOrHalfSurrogate} inside";
        PostgresCheckpointStore store = Open();

        PartitionResults<PartitionOwnership> byName = await store.ClaimOwnershipAsync(Group, [Claim(text, "me"), Claim("1", "me")], Token);
        PartitionResults<PartitionOwnership> byOwner = await store.ClaimOwnershipAsync(Group, [Claim("2", text), Claim("3", "me")], Token);
        PartitionResults<CheckpointWriteResult> byOffset = await store.WriteCheckpointsAsync(
            Group, [new CheckpointWrite("4", 1, text, 0, "me"), new CheckpointWrite("5", 1, null, 0, "me")], Token);

        byName.Items.ShouldHaveSingleItem().PartitionId.ShouldBe("1");
        byName.Faults.ShouldHaveSingleItem().PartitionId.ShouldBe(text);
        byOwner.Items.ShouldHaveSingleItem().PartitionId.ShouldBe("3");
        byOwner.Faults.ShouldHaveSingleItem().IsTransient.ShouldBeFalse();
        byOffset.Items.ShouldHaveSingleItem().PartitionId.ShouldBe("5");
        byOffset.Faults.ShouldHaveSingleItem().PartitionId.ShouldBe("4");
        (await store.ReadCheckpointAsync(Group, text, Token)).ShouldBeNull();
        await Should.ThrowAsync<CheckpointStoreException>(() => store.ListOwnershipAsync(new ConsumerGroup("ns", "hub", text), Token));
    }

    [Fact]
    public async Task The_longest_names_fit_and_longer_ones_are_a_fault_of_their_partition_alone()
    {
        PostgresCheckpointStore store = Open();
        Random random = new(1);
        int room = PostgresTexts.LongestKey - $"{Group.FullyQualifiedNamespace}{Group.EventHubName}{Group.Name}".Length;
        string longest = new([.. Enumerable.Range(0, room).Select(_ => (char)random.Next('!', '~'))]);

        PartitionResults<PartitionOwnership> claimed = await store.ClaimOwnershipAsync(Group, [Claim(longest, "me"), Claim(longest + "x", "me")], Token);

        claimed.Items.ShouldHaveSingleItem().PartitionId.ShouldBe(longest);
        claimed.Faults.ShouldHaveSingleItem().Message.ShouldContain("2601 bytes long");
        (await store.ReadCheckpointAsync(Group, longest + "x", Token)).ShouldBeNull();
    }

    private static CheckpointWrite Write(PartitionOwnership held, long position) => new(held.PartitionId, position, null, held.Epoch, "me");

    private static OwnershipClaim Claim(string partition, string owner) => new(partition, owner, "1", null);

    private async Task<string> RowAsync() => (string)(await QueryAsync($"SELECT partitions::text FROM {Table} WHERE partition_id = 'bad'"))!;
}
