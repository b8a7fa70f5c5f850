using System.Text.Json;
using System.Text.Json.Nodes;
using Checkpointing.Tests.Services;

namespace Checkpointing.Blob.Tests;

/// <summary>Microsoft's JavaScript checkpoint store and ours on one container, each reading what the other wrote.</summary>
public sealed class BlobJavaScriptTests(AzuriteFixture azurite) : BlobTest(azurite)
{
    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "Peers", "store.js");

    private readonly AzuriteFixture _azurite = azurite;

    [Fact]
    public async Task JavaScript_reads_what_we_write()
    {
        await using PeerProcess peer = Start();
        PartitionOwnership held = await WinAsync(Store, "ours");
        await WriteAsync(Store, 42, held.Epoch);
        await Store.RewindAsync(Group, [new PartitionRewind("1", 7, "70", "tool")], Token);
        await Store.RewindAsync(Group, [new PartitionRewind("2", null, null, "tool")], Token);

        JsonArray owners = (await AskAsync(peer, new { name = "owners" })).AsArray();
        JsonArray checkpoints = (await AskAsync(peer, new { name = "checkpoints" })).AsArray();

        owners.Select(owner => ((string?)owner!["partitionId"], (string?)owner["ownerId"])).ShouldBe([("0", "ours"), ("1", ""), ("2", "")]);
        checkpoints.Select(checkpoint => ((string?)checkpoint!["partitionId"], (long)checkpoint["sequenceNumber"]!, (string?)checkpoint["offset"]))
            .ShouldBe([("0", 42L, "420"), ("1", 7L, "70")]);
    }

    [Fact]
    public async Task JavaScript_lists_a_group_in_which_an_offset_is_unknown()
    {
        await using PeerProcess peer = Start();
        await Store.RewindAsync(Group, [new PartitionRewind("0", 7, null, "tool")], Token);

        JsonArray checkpoints = (await AskAsync(peer, new { name = "checkpoints" })).AsArray();

        ((string?)checkpoints.ShouldHaveSingleItem()!["offset"]).ShouldBe("");
    }

    [Fact]
    public async Task We_read_what_JavaScript_writes_and_take_its_partitions_by_their_version()
    {
        await using PeerProcess peer = Start();
        await AskAsync(peer, new { name = "claim", partitionId = "0", ownerId = "theirs" });
        await AskAsync(peer, new { name = "write", partitionId = "0", sequenceNumber = 42, offset = "420" });

        PartitionOwnership theirs = (await Store.ListOwnershipAsync(Group, Token)).Items.ShouldHaveSingleItem();
        PartitionOwnership ours = await WinAsync(Store, "ours", theirs.Version);

        theirs.OwnerId.ShouldBe("theirs");
        Checkpoint read = (await ReadAsync()).ShouldNotBeNull();
        (read.SequenceNumber, read.Offset).ShouldBe((42, "420"));
        (await WriteAsync(Store, 43, ours.Epoch)).ShouldBe(CheckpointOutcome.Written);
        (await AskAsync(peer, new { name = "claim", partitionId = "0", ownerId = "theirs", etag = theirs.Version })).AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task JavaScript_takes_a_partition_that_we_gave_up()
    {
        await using PeerProcess peer = Start();
        PartitionOwnership held = await WinAsync(Store, "ours");
        PartitionOwnership given = await WinAsync(Store, "", held.Version);

        JsonArray claimed = (await AskAsync(peer, new { name = "claim", partitionId = "0", ownerId = "theirs", etag = given.Version })).AsArray();

        claimed.Count.ShouldBe(1);
        (await ClaimAsync(Store, "ours", given.Version)).ShouldBeNull();
    }

    private static async Task<JsonNode> AskAsync(PeerProcess peer, object command)
    {
        await peer.WriteLineAsync(JsonSerializer.Serialize(command), Token);
        return JsonNode.Parse(await peer.ReadLineAsync(Token)).ShouldNotBeNull();
    }

    private PeerProcess Start()
    {
        Node.Needs("@azure/eventhubs-checkpointstore-blob");
        return Node.Start(Script, _azurite.ConnectionString, Container.Name);
    }
}
