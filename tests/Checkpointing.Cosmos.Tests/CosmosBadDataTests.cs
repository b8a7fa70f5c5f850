using System.Text.Json.Nodes;

namespace Checkpointing.Cosmos.Tests;

/// <summary>Rule 11: a document that no version of the store writes is an error of its partition alone, and is never overwritten.</summary>
public sealed class CosmosBadDataTests(CosmosFixture fixture) : CosmosTest(fixture)
{
    [Theory]
    [InlineData("epoch", "\"many\"")]
    [InlineData("epoch", "-1")]
    [InlineData("epoch", "null")]
    [InlineData("position", "\"far\"")]
    [InlineData("position", "5")]
    [InlineData("position", "null")]
    [InlineData("schema", "\"1\"")]
    [InlineData("schema", "null")]
    [InlineData("schema", "0")]
    public async Task A_damaged_document_stops_its_partition_alone_and_stays_as_it_is(string path, string json)
    {
        PartitionOwnership bad = await PrepareAsync("bad");
        PartitionOwnership good = await PrepareAsync("good");
        await DamageAsync(path, json, "bad");
        string before = Content(await GetAsync("bad"));

        PartitionResults<PartitionOwnership> listed = await Store.ListOwnershipAsync(Group, Token);
        PartitionResults<Checkpoint> checkpoints = await Store.ListCheckpointsAsync(Group, Token);
        CheckpointStoreException read = await Should.ThrowAsync<CheckpointStoreException>(() => Store.ReadCheckpointAsync(Group, "bad", Token));
        PartitionResults<CheckpointWriteResult> written = await Store.WriteCheckpointsAsync(
            Group, [new CheckpointWrite("bad", 9, null, bad.Epoch, "me"), new CheckpointWrite("good", 9, null, good.Epoch, "me")], Token);
        PartitionResults<PartitionOwnership> renewed = await Store.ClaimOwnershipAsync(
            Group, [new OwnershipClaim("bad", "me", "1", bad.Version), new OwnershipClaim("good", "me", "1", good.Version)], Token);
        PartitionResults<PartitionOwnership> taken = await Store.ClaimOwnershipAsync(Group, [new OwnershipClaim("bad", "you", "1", null)], Token);
        PartitionResults<PartitionRewound> rewound = await Store.RewindAsync(Group, [new PartitionRewind("bad", 1, null, "me"), new PartitionRewind("good", 1, null, "me")], Token);

        listed.Items.ShouldHaveSingleItem().PartitionId.ShouldBe("good");
        checkpoints.Items.ShouldHaveSingleItem().PartitionId.ShouldBe("good");
        written.Items.ShouldHaveSingleItem().ShouldBe(new CheckpointWriteResult("good", CheckpointOutcome.Written));
        renewed.Items.ShouldHaveSingleItem().PartitionId.ShouldBe("good");
        rewound.Items.ShouldHaveSingleItem().PartitionId.ShouldBe("good");
        CheckpointStoreException[] faults =
            [.. listed.Faults, .. checkpoints.Faults, read, .. written.Faults, .. renewed.Faults, .. taken.Faults, .. rewound.Faults];
        faults.Length.ShouldBe(7);
        faults.ShouldAllBe(fault => fault.PartitionId == "bad" && !fault.IsTransient && !fault.MayHaveBeenApplied);
        faults.ShouldAllBe(fault => fault.Message.Contains(path) && fault.Message.Contains("left as it is"));
        Content(await GetAsync("bad")).ShouldBe(before);
    }

    [Theory]
    [InlineData("ownership.modifiedAt", "\"yesterday\"")]
    [InlineData("ownership.version", "\"\"")]
    [InlineData("ownership.ownerId", "7")]
    [InlineData("checkpoint.epoch", "-3")]
    [InlineData("checkpoint.writtenAt", "12")]
    [InlineData("checkpoint", "null")]
    [InlineData("partitionId", "\"another\"")]
    public async Task A_flaw_that_no_condition_looks_at_is_found_by_every_read(string path, string json)
    {
        await PrepareAsync("bad");
        await PrepareAsync("good");
        await DamageAsync(path, json, "bad");

        (await Should.ThrowAsync<CheckpointStoreException>(() => Store.ReadCheckpointAsync(Group, "bad", Token))).PartitionId.ShouldBe("bad");
        PartitionResults<PartitionOwnership> listed = await Store.ListOwnershipAsync(Group, Token);
        listed.Items.ShouldHaveSingleItem().PartitionId.ShouldBe("good");
        listed.Faults.ShouldHaveSingleItem();
        (await Store.RewindAsync(Group, [new PartitionRewind("bad", 1, null, "me")], Token)).Faults.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_document_of_a_newer_schema_asks_for_an_update_and_stays_as_it_is()
    {
        PartitionOwnership held = await PrepareAsync("0");
        await DamageAsync("schema", "2");
        string before = Content(await GetAsync());

        CheckpointStoreException read = await Should.ThrowAsync<CheckpointStoreException>(() => Store.ReadCheckpointAsync(Group, "0", Token));
        CheckpointStoreException written =
            (await Store.WriteCheckpointsAsync(Group, [new CheckpointWrite("0", 9, null, held.Epoch, "me")], Token)).Faults.ShouldHaveSingleItem();

        read.Message.ShouldContain("its schema is 2 and this program knows schema 1. Update the package Checkpointing.Cosmos.");
        written.Message.ShouldContain("Update the package");
        Content(await GetAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_foreign_document_is_a_fault_under_its_id_and_hides_nothing()
    {
        await PrepareAsync("good");
        await PutAsync(new JsonObject { ["id"] = "foreign", ["consumerGroup"] = GroupKey, ["whatever"] = true });
        await PutAsync(new JsonObject { ["id"] = "elsewhere", ["consumerGroup"] = GroupKey, ["partitionId"] = 5 });

        PartitionResults<PartitionOwnership> listed = await Store.ListOwnershipAsync(Group, Token);

        listed.Items.ShouldHaveSingleItem().PartitionId.ShouldBe("good");
        listed.Faults.Select(fault => fault.PartitionId).ShouldBe(["foreign", "elsewhere"], ignoreOrder: true);
    }

    [Fact]
    public async Task Deleting_the_group_is_the_way_out()
    {
        await PrepareAsync("bad");
        await DamageAsync("epoch", "\"many\"", "bad");

        (await Store.DeleteGroupAsync(Group, Token)).ShouldBe(1);

        (await Store.ListOwnershipAsync(Group, Token)).Faults.ShouldBeEmpty();
        (await ClaimAsync(Store, "me", partition: "bad")).ShouldNotBeNull();
    }

    private async Task<PartitionOwnership> PrepareAsync(string partition)
    {
        PartitionOwnership held = await WinAsync(Store, "me", partition: partition);
        await WriteAsync(Store, 5, held.Epoch, partition);
        return held;
    }

    /// <summary>What the document holds, without the service's own properties.</summary>
    private static string Content(JsonObject document)
    {
        foreach (string name in document.Select(property => property.Key).Where(name => name.StartsWith('_')).ToList())
        {
            document.Remove(name);
        }

        return document.ToJsonString();
    }
}
