using System.Net.Http.Headers;
using Azure.Storage.Sas;

namespace Checkpointing.Blob.Tests;

/// <summary>
/// What the SDKs of all languages and ages left in containers, put there byte by byte as they sent it, without a client library in between:
/// header names with the capitals of their time, and bodies.
/// </summary>
public sealed class BlobVariantsTests(AzuriteFixture azurite) : BlobTest(azurite)
{
    private const string Lease =
        """{"PartitionId":"0","Owner":"host-1","Token":"4fae8f2c-0d5b-4a4e-8f6a-7e1f1a1b2c3d","Epoch":12,"Offset":OFFSET,"SequenceNumber":NUMBER}""";

    public static TheoryData<string, string[], string, long?, string?> Checkpoints => new()
    {
        { ".NET 5.12 and later", ["offset: 567890", "sequencenumber: 1234", "clientidentifier: processor-1"], "", 1234, "567890" },
        { ".NET, by sequence number", ["offset: ", "sequencenumber: 1234", "clientidentifier: processor-1"], "", 1234, null },
        { ".NET, by offset", ["offset: 567890", "sequencenumber: ", "clientidentifier: processor-1"], "", null, "567890" },
        { ".NET for a scaler", ["offset: no offset", "sequencenumber: 1234"], "", 1234, null },
        { ".NET 5.0 previews", ["Offset: 567890", "SequenceNumber: 1234"], "", 1234, "567890" },
        { "Java of 2019", ["Offset: 567890", "SequenceNumber: 1234"], "", 1234, "567890" },
        { "Java of 2020, lower-cased", ["offset: 567890", "sequencenumber: 1234"], "", 1234, "567890" },
        { "Java, offset alone", ["Offset: 567890"], "", null, "567890" },
        { "Java, sequence number alone", ["SequenceNumber: 0"], "", 0, null },
        { "Python and JavaScript", ["offset: 0", "sequencenumber: 0"], "", 0, "0" },
        { "Go 2.0, offsets are texts", ["offset: 32-567890", "sequencenumber: 1234"], "", 1234, "32-567890" },
        { "Any, capitals all over", ["OFFSET: 567890", "SEQUENCENUMBER: 1234"], "", 1234, "567890" },
        { "A guide's body", [], """{"offset": "12345", "sequence_number": 100}""", 100, "12345" },
        { "A guide's body with a byte order mark", [], "\uFEFF" + """{"offset": "12345", "sequence_number": 100}""", 100, "12345" },
        { "A guide's body beside empty metadata", ["offset: ", "sequencenumber: "], """{"offset": "12345", "sequence_number": 100}""", 100, "12345" },
        { "The legacy body of Functions", [], """{"Offset":"12345","SequenceNumber":100}""", 100, "12345" },
        { "The legacy body without a number", [], """{"Offset":"12345","SequenceNumber":null}""", null, "12345" },
        { "EventProcessorHost", ["OWNINGHOST: host-1"], Lease.Replace("OFFSET", "\"12345\"").Replace("NUMBER", "100"), 100, "12345" },
        { "EventProcessorHost at the first event", ["OWNINGHOST: host-1"], Lease.Replace("OFFSET", "\"0\"").Replace("NUMBER", "0"), 0, "0" },
    };

    public static TheoryData<string, string[], string> NoCheckpoints => new()
    {
        { "EventProcessorHost before its first checkpoint", ["OWNINGHOST: host-1"], Lease.Replace("OFFSET", "null").Replace("NUMBER", "0") },
        { "EventProcessorHost, the same as an empty text", ["OWNINGHOST: host-1"], Lease.Replace("OFFSET", "\"\"").Replace("NUMBER", "0") },
        { "EventProcessorHost, the same as the start", ["OWNINGHOST: host-1"], Lease.Replace("OFFSET", "\"-1\"").Replace("NUMBER", "0") },
        { "EventProcessorHost, the same left out", [], """{"PartitionId":"0","Token":"t","Epoch":1,"SequenceNumber":0}""" },
        { "Nothing at all", [], "" },
        { "Empty metadata", ["offset: ", "sequencenumber: "], "" },
        { "No number and no offset", ["offset: no offset", "sequencenumber: many"], "" },
        { "Metadata of somebody else", ["author: somebody"], "" },
        { "A body that breaks off", [], """{"offset": "12345", "sequence_nu""" },
        { "A body of other things", [], """["offset", "12345"]""" },
        { "Bytes that are no text", [], "\u0000\u0001" },
        { "Half a surrogate pair", [], """{"offset": "\ud800", "sequence_number": 100}""" },
        { "Half a surrogate pair in a name", [], """{"\ud800": "12345", "sequence_number": 100}""" },
    };

    [Theory]
    [MemberData(nameof(Checkpoints))]
    public async Task A_checkpoint_is_read_as_its_writer_meant_it(string writer, string[] metadata, string body, long? sequenceNumber, string? offset)
    {
        await PutRawAsync("checkpoint/0", metadata, body);

        Checkpoint read = (await ReadAsync()).ShouldNotBeNull(writer);
        Checkpoint listed = (await Store.ListCheckpointsAsync(Group, Token)).Items.ShouldHaveSingleItem(writer);

        (read.SequenceNumber, read.Offset).ShouldBe((sequenceNumber, offset));
        (listed.SequenceNumber, listed.Offset).ShouldBe((sequenceNumber, offset));
        Logger.Messages.ShouldBeEmpty();
        PartitionOwnership held = await WinAsync(Store, "me");
        (await WriteAsync(Store, 5000, held.Epoch)).ShouldBe(CheckpointOutcome.Written);
        (await ReadAsync()).ShouldNotBeNull().SequenceNumber.ShouldBe(5000);
    }

    [Theory]
    [MemberData(nameof(NoCheckpoints))]
    public async Task What_holds_no_position_is_no_checkpoint_and_warned_of(string writer, string[] metadata, string body)
    {
        await PutRawAsync("checkpoint/0", metadata, body);

        (await ReadAsync()).ShouldBeNull(writer);
        (await Store.ListCheckpointsAsync(Group, Token)).Items.ShouldBeEmpty(writer);

        Logger.Messages.Count(message => message.StartsWith("Warning", StringComparison.Ordinal) && message.Contains($"{Prefix}/checkpoint/0", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Theory]
    [InlineData("ownerid: processor-1", "processor-1")]
    [InlineData("OwnerId: processor-1", "processor-1")]
    [InlineData("OWNERID: processor-1", "processor-1")]
    [InlineData("ownerid: ", "")]
    [InlineData("OwnerId: ", "")]
    public async Task An_owner_is_read_as_its_writer_meant_it(string metadata, string owner)
    {
        await PutRawAsync("ownership/0", [metadata], "");

        PartitionOwnership record = (await Store.ListOwnershipAsync(Group, Token)).Items.ShouldHaveSingleItem();

        record.OwnerId.ShouldBe(owner);
        Logger.Messages.ShouldBeEmpty();
        (await ClaimAsync(Store, "me", record.Version)).ShouldNotBeNull();
        (await ClaimAsync(Store, "other", record.Version)).ShouldBeNull();
    }

    [Fact]
    public async Task A_record_that_names_no_owner_is_free_and_warned_of()
    {
        await PutRawAsync("ownership/0", ["author: somebody"], "");

        (await Store.ListOwnershipAsync(Group, Token)).Items.ShouldHaveSingleItem().OwnerId.ShouldBeEmpty();

        Logger.Messages.ShouldHaveSingleItem().ShouldContain($"{Prefix}/ownership/0");
    }

    private async Task PutRawAsync(string path, string[] metadata, string body)
    {
        Uri address = Container.GetBlobClient($"{Prefix}/{path}").GenerateSasUri(BlobSasPermissions.Create | BlobSasPermissions.Write, DateTimeOffset.UtcNow.AddHours(1));
        using HttpClient http = new();
        using HttpRequestMessage request = new(HttpMethod.Put, address) { Content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        request.Headers.Add("x-ms-blob-type", "BlockBlob");
        foreach (string line in metadata)
        {
            string[] parts = line.Split(": ");
            request.Headers.TryAddWithoutValidation("x-ms-meta-" + parts[0], parts[1]);
        }

        using HttpResponseMessage response = await http.SendAsync(request, Token);
        response.EnsureSuccessStatusCode();
    }
}
