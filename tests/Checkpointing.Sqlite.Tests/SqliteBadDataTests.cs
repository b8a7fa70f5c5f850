using Microsoft.Data.Sqlite;

namespace Checkpointing.Sqlite.Tests;

/// <summary>Rule 11: a row that no version of the store writes is an error of its partition alone, and is never overwritten.</summary>
public sealed class SqliteBadDataTests : SqliteTest
{
    [Theory]
    [InlineData("epoch = 'many'")]
    [InlineData("epoch = -1")]
    [InlineData("sequence_number = 1.5")]
    [InlineData("written_at = 'yesterday'")]
    public async Task The_tables_do_not_take_garbage(string change)
    {
        SqliteCheckpointStore store = Open();
        await WinAsync(store);
        using SqliteConnection connection = Connect();

        Should.Throw<SqliteException>(() => Execute(connection, $"UPDATE checkpointing_partitions SET {change};")).Message.ShouldContain("CHECK");
    }

    [Fact]
    public async Task A_time_in_another_unit_stops_its_partition_alone()
    {
        SqliteCheckpointStore store = Open();
        await WinAsync(store, "bad");
        await WinAsync(store, "good");
        Damage("modified_at = 638000000000000000");

        PartitionResults<PartitionOwnership> listed = await store.ListOwnershipAsync(Group, Token);

        listed.Items.ShouldHaveSingleItem().PartitionId.ShouldBe("good");
        listed.Faults.ShouldHaveSingleItem().Message.ShouldContain("modified_at");
    }

    [Fact]
    public async Task A_damaged_epoch_stops_its_partition_alone()
    {
        SqliteCheckpointStore store = Open();
        PartitionOwnership bad = await WinAsync(store, "bad");
        PartitionOwnership good = await WinAsync(store, "good");
        Damage("epoch = 'many'");

        PartitionResults<PartitionOwnership> listed = await store.ListOwnershipAsync(Group, Token);
        PartitionResults<CheckpointWriteResult> written = await store.WriteCheckpointsAsync(
            Group, [new CheckpointWrite("bad", 1, null, bad.Epoch, "me"), new CheckpointWrite("good", 1, null, good.Epoch, "me")], Token);
        PartitionResults<PartitionOwnership> claimed = await store.ClaimOwnershipAsync(
            Group, [new OwnershipClaim("bad", "me", "1", bad.Version), new OwnershipClaim("good", "me", "1", good.Version)], Token);
        PartitionResults<PartitionRewound> rewound = await store.RewindAsync(Group, [new PartitionRewind("bad", 1, null, "me")], Token);

        listed.Items.ShouldHaveSingleItem().PartitionId.ShouldBe("good");
        CheckpointStoreException fault = listed.Faults.ShouldHaveSingleItem();
        fault.PartitionId.ShouldBe("bad");
        fault.Message.ShouldContain("epoch");
        written.Items.ShouldHaveSingleItem().Outcome.ShouldBe(CheckpointOutcome.Written);
        written.Faults.ShouldHaveSingleItem().PartitionId.ShouldBe("bad");
        claimed.Items.ShouldHaveSingleItem().PartitionId.ShouldBe("good");
        rewound.Faults.ShouldHaveSingleItem().PartitionId.ShouldBe("bad");
        using SqliteConnection connection = Connect();
        Query(connection, "SELECT epoch FROM checkpointing_partitions WHERE partition_id = 'bad'").ShouldBe("many");
    }

    [Fact]
    public async Task A_damaged_position_stops_its_partition_alone()
    {
        SqliteCheckpointStore store = Open();
        foreach (string partition in new[] { "bad", "good" })
        {
            await WriteAsync(store, 1, (await WinAsync(store, partition)).Epoch, partition);
        }

        Damage("sequence_number = 'far'");

        CheckpointStoreException read = await Should.ThrowAsync<CheckpointStoreException>(() => store.ReadCheckpointAsync(Group, "bad", Token));
        PartitionResults<Checkpoint> listed = await store.ListCheckpointsAsync(Group, Token);
        PartitionResults<CheckpointWriteResult> written = await store.WriteCheckpointsAsync(Group, [new CheckpointWrite("bad", 5, null, 1, "me")], Token);

        read.PartitionId.ShouldBe("bad");
        listed.Items.ShouldHaveSingleItem().PartitionId.ShouldBe("good");
        listed.Faults.ShouldHaveSingleItem().PartitionId.ShouldBe("bad");
        written.Faults.ShouldHaveSingleItem().PartitionId.ShouldBe("bad");
    }

    private void Damage(string change)
    {
        using SqliteConnection connection = Connect();
        Execute(connection, $"PRAGMA ignore_check_constraints = ON; UPDATE checkpointing_partitions SET {change} WHERE partition_id = 'bad';");
    }
}
