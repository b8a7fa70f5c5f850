using System.Text.Json.Nodes;

namespace Checkpointing.Cosmos.Tests;

/// <summary>Rule 11: a document that no version of the store writes is an error of its partition alone, and is never overwritten.</summary>
public sealed class CosmosBadDataTests(CosmosFixture fixture) : CosmosTest(fixture)
{
    [Theory]
    [InlineData("ownership.version", "\"\"")]
    [InlineData("partitionId", "\"another\"")]
    public async Task A_document_that_contradicts_itself_is_found_by_every_read(string path, string json)
    {
        await PrepareAsync("bad");
        await PrepareAsync("good");
        await DamageAsync(path, json, "bad");

        CheckpointStoreException read = await Should.ThrowAsync<CheckpointStoreException>(() => Store.ReadCheckpointAsync(Group, "bad", Token));
        PartitionResults<PartitionOwnership> listed = await Store.ListOwnershipAsync(Group, Token);

        read.Message.ShouldContain($"the document holds at {path} what no version of this store writes. The document was left as it is; repair or delete it.");
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
        await PutAsync($$"""{"id":"no-text","consumerGroup":"{{GroupKey}}","partitionId":"\ud800"}""");
        await PutAsync(new JsonObject { ["id"] = "elsewhere", ["consumerGroup"] = GroupKey, ["partitionId"] = 5 });

        PartitionResults<PartitionOwnership> listed = await Store.ListOwnershipAsync(Group, Token);

        listed.Items.ShouldHaveSingleItem().PartitionId.ShouldBe("good");
        listed.Faults.Select(fault => fault.PartitionId).ShouldBe(["foreign", "no-text", "elsewhere"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_document_from_before_requests_is_read_and_takes_one()
    {
        PartitionOwnership held = await PrepareAsync("0");
        JsonObject document = await GetAsync();
        document.Remove("request").ShouldBeTrue();
        await PutAsync(document);

        PartitionOwnership renewed = await WinAsync(Store, "me", held.Version);
        (await Store.RequestOwnershipAsync(Group, [new OwnershipRequest("0", "me", "you")], Token)).Items.ShouldHaveSingleItem();

        renewed.RequestedBy.ShouldBeNull();
        (await Store.ListOwnershipAsync(Group, Token)).Items.ShouldHaveSingleItem().RequestedBy.ShouldBe("you");
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
