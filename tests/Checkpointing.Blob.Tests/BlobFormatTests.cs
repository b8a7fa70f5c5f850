using System.Text.Json;

namespace Checkpointing.Blob.Tests;

/// <summary>Records as released versions wrote them, kept in the folder Format, are read by the present one.</summary>
public sealed class BlobFormatTests(AzuriteFixture azurite) : BlobTest(azurite)
{
    public static TheoryData<string> Versions => [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Format"), "*.json").Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Records_of_that_version_are_understood(string file)
    {
        using JsonDocument format = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "Format", file), Token));
        foreach (JsonProperty blob in format.RootElement.EnumerateObject())
        {
            await PutAsync(blob.Name, blob.Value.Deserialize<Dictionary<string, string>>());
        }

        PartitionOwnership[] owners = [.. (await Store.ListOwnershipAsync(Group, Token)).Items.OrderBy(item => item.PartitionId, StringComparer.Ordinal)];
        owners.Select(item => (item.PartitionId, item.OwnerId)).ShouldBe([("0", "processor-1"), ("1", "")]);
        Checkpoint[] checkpoints = [.. (await Store.ListCheckpointsAsync(Group, Token)).Items.OrderBy(item => item.PartitionId, StringComparer.Ordinal)];
        checkpoints.Select(item => (item.PartitionId, item.SequenceNumber, item.Offset, item.WrittenBy)).ShouldBe(
            [("0", 1234L, "567890", "processor-1"), ("1", 7L, null, "operator")]);
    }

    [Fact]
    public async Task The_present_version_writes_the_newest_format()
    {
        PartitionOwnership held = await WinAsync(Store, "processor-1");
        await Store.WriteCheckpointsAsync(Group, [new CheckpointWrite("0", 1234, "567890", held.Epoch, "processor-1")], Token);
        await Store.RewindAsync(Group, [new PartitionRewind("1", 7, null, "operator")], Token);

        using JsonDocument format = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "Format", "0.1.0.json"), Token));
        foreach (JsonProperty blob in format.RootElement.EnumerateObject())
        {
            (await GetAsync(blob.Name)).Metadata.ShouldBe(blob.Value.Deserialize<Dictionary<string, string>>()!, ignoreOrder: true);
        }
    }
}
