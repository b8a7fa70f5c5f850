using Azure.Storage.Blobs.Models;
using Checkpointing.Blob.Layout;

namespace Checkpointing.Blob.Tests;

/// <summary>The layout is shared with five other SDKs: names, keys and values are pinned here to the letter.</summary>
public sealed class BlobLayoutTests(AzuriteFixture azurite) : BlobTest(azurite)
{
    [Fact]
    public async Task An_ownership_record_is_an_empty_blob_with_one_key()
    {
        await WinAsync(Store, "Processor-1");

        BlobProperties blob = await GetAsync("ownership/0");

        blob.ContentLength.ShouldBe(0);
        blob.Metadata.ShouldBe(new Dictionary<string, string> { ["ownerid"] = "Processor-1" });
    }

    [Fact]
    public async Task A_relinquished_record_keeps_the_key_with_an_empty_value()
    {
        PartitionOwnership held = await WinAsync(Store, "Processor-1");

        await WinAsync(Store, "", held.Version);

        (await GetAsync("ownership/0")).Metadata.ShouldBe(new Dictionary<string, string> { ["ownerid"] = "" });
    }

    [Fact]
    public async Task A_checkpoint_is_an_empty_blob_with_three_keys()
    {
        PartitionOwnership held = await WinAsync(Store, "Processor-1");

        await WriteAsync(Store, 42, held.Epoch);

        BlobProperties blob = await GetAsync("checkpoint/0");
        blob.ContentLength.ShouldBe(0);
        blob.Metadata.ShouldBe(new Dictionary<string, string> { ["offset"] = "420", ["sequencenumber"] = "42", ["clientidentifier"] = "me" }, ignoreOrder: true);
    }

    [Fact]
    public async Task An_unknown_offset_is_written_empty_and_the_sequence_number_stays_a_number()
    {
        await Store.RewindAsync(Group, [new PartitionRewind("0", -1, null, "Grüße ")], Token);

        (await GetAsync("checkpoint/0")).Metadata.ShouldBe(
            new Dictionary<string, string> { ["offset"] = "", ["sequencenumber"] = "-1", ["clientidentifier"] = "Gr??e" }, ignoreOrder: true);
    }

    [Fact]
    public void Paths_are_in_lower_case_but_for_the_partition()
    {
        new BlobPaths([]).Ownership(Group, "Part").ShouldBe("contoso.servicebus.windows.net/orders/$default/ownership/Part");
        new BlobPaths([]).Checkpoint(Group, "Part").ShouldBe("contoso.servicebus.windows.net/orders/$default/checkpoint/Part");
    }

    [Theory]
    [InlineData("ns/hub/group/ownership/0", "ns/hub/group")]
    [InlineData("ns/hub/group/checkpoint/0", "ns/hub/group")]
    [InlineData("ns/Hub/Group/checkpoint/0", "ns/hub/group")]
    [InlineData("ns/hub/with/slash/group/ownership/0", "ns/hub/with/slash/group")]
    [InlineData("ns/hub/group/0", null)]
    [InlineData("hub/group/checkpoint/0", null)]
    [InlineData("EventProcessorPermissionCheck/4711", null)]
    [InlineData("/ownership/0", null)]
    [InlineData("a//b/ownership/0", null)]
    public void A_path_tells_its_group_or_that_it_is_a_strangers(string path, string? group) => BlobPaths.GroupOf(path)?.ToString().ShouldBe(group);

    [Theory]
    [InlineData("100", "7", 7L, "100")]
    [InlineData("100", "", null, "100")]
    [InlineData("100", null, null, "100")]
    [InlineData("100", "not a number", null, "100")]
    [InlineData("100", "-9223372036854775808", null, "100")]
    [InlineData("", "7", 7L, null)]
    [InlineData(null, "7", 7L, null)]
    [InlineData("no offset", "7", 7L, null)]
    [InlineData("No Offset", "7", 7L, null)]
    [InlineData("geo:1:2", "0", 0L, "geo:1:2")]
    public async Task What_other_sdks_leave_is_read_as_they_mean_it(string? offset, string? sequenceNumber, long? expectedSequenceNumber, string? expectedOffset)
    {
        Dictionary<string, string> metadata = [];
        if (offset is not null)
        {
            metadata["offset"] = offset;
        }

        if (sequenceNumber is not null)
        {
            metadata["sequencenumber"] = sequenceNumber;
        }

        await PutAsync("checkpoint/0", metadata);

        Checkpoint read = (await ReadAsync()).ShouldNotBeNull();
        Checkpoint listed = (await Store.ListCheckpointsAsync(Group, Token)).Items.ShouldHaveSingleItem();
        read.SequenceNumber.ShouldBe(expectedSequenceNumber);
        read.Offset.ShouldBe(expectedOffset);
        read.WrittenBy.ShouldBeNull();
        (listed with { LastModified = read.LastModified }).ShouldBe(read);
    }

    [Fact]
    public async Task Keys_are_read_without_regard_to_case()
    {
        await PutAsync("checkpoint/0", new Dictionary<string, string> { ["Offset"] = "70", ["SequenceNumber"] = "7" });
        await PutAsync("ownership/0", new Dictionary<string, string> { ["OwnerId"] = "java" });

        (await ReadAsync()).ShouldNotBeNull().SequenceNumber.ShouldBe(7);
        (await Store.ListOwnershipAsync(Group, Token)).Items.ShouldHaveSingleItem().OwnerId.ShouldBe("java");
    }

    [Fact]
    public async Task An_ownership_record_without_an_owner_is_unclaimed()
    {
        await PutAsync("ownership/0");

        PartitionOwnership record = (await Store.ListOwnershipAsync(Group, Token)).Items.ShouldHaveSingleItem();

        record.OwnerId.ShouldBeEmpty();
        (await ClaimAsync(Store, "me", record.Version)).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("""{"offset":"12345","sequence_number":100}""", 100L, "12345")]
    [InlineData("""{"Offset":"12345","SequenceNumber":100,"Epoch":3}""", 100L, "12345")]
    [InlineData("""{"offset":12345,"sequencenumber":"100"}""", 100L, "12345")]
    [InlineData("""{"sequence_number":0}""", 0L, null)]
    [InlineData("""{"offset":"12345"}""", null, "12345")]
    public async Task A_json_body_is_read_when_there_is_no_metadata(string body, long? sequenceNumber, string? offset)
    {
        await PutAsync("checkpoint/0", body: body);

        Checkpoint read = (await ReadAsync()).ShouldNotBeNull();

        read.SequenceNumber.ShouldBe(sequenceNumber);
        read.Offset.ShouldBe(offset);
        (await Store.ListCheckpointsAsync(Group, Token)).Items.ShouldHaveSingleItem().SequenceNumber.ShouldBe(sequenceNumber);
    }

    [Fact]
    public async Task Metadata_goes_before_a_json_body_and_a_body_is_never_written()
    {
        await PutAsync("checkpoint/0", body: """{"offset":"12345","sequence_number":100}""");
        PartitionOwnership held = await WinAsync(Store, "me");
        (await WriteAsync(Store, 99, held.Epoch)).ShouldBe(CheckpointOutcome.Stale);

        (await WriteAsync(Store, 101, held.Epoch)).ShouldBe(CheckpointOutcome.Written);

        (await ReadAsync()).ShouldNotBeNull().SequenceNumber.ShouldBe(101);
        (await Container.GetBlobClient($"{Prefix}/checkpoint/0").DownloadContentAsync(Token)).Value.Content.ToString().ShouldContain("12345");
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("no json", null)]
    [InlineData("[1,2]", null)]
    [InlineData("""{"offset":""}""", null)]
    [InlineData("", "")]
    public async Task What_cannot_be_understood_is_no_checkpoint_and_a_warning_that_names_the_blob(string body, string? offset)
    {
        await PutAsync("checkpoint/0", offset is null ? null : new Dictionary<string, string> { ["offset"] = offset, ["sequencenumber"] = "" }, body);
        await PutAsync("checkpoint/1", new Dictionary<string, string> { ["offset"] = "1", ["sequencenumber"] = "1" });

        (await ReadAsync()).ShouldBeNull();

        Logger.Messages.ShouldContain(message => message.StartsWith("Warning", StringComparison.Ordinal) && message.Contains($"{Prefix}/checkpoint/0", StringComparison.Ordinal));
        (await Store.ListCheckpointsAsync(Group, Token)).Items.ShouldHaveSingleItem().PartitionId.ShouldBe("1");
    }

    [Fact]
    public async Task Strangers_blobs_are_no_groups()
    {
        await WinAsync(Store, "me");
        await Container.GetBlobClient("EventProcessorPermissionCheck/4711").UploadAsync(BinaryData.FromString(""), Token);

        (await Store.ListGroupsAsync(Token)).ShouldHaveSingleItem().ShouldBe(Group);
    }
}
