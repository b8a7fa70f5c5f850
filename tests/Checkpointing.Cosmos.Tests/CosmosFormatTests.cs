using System.Text.Json.Nodes;

namespace Checkpointing.Cosmos.Tests;

/// <summary>Documents as released versions wrote them, kept in the folder Format, are read and continued by the present one.</summary>
public sealed class CosmosFormatTests(CosmosFixture fixture) : CosmosTest(fixture)
{
    private const string Newest = "0.1.0.json";

    public static TheoryData<string> Versions => [.. Directory.GetFiles(Folder, "*.json").Select(path => Path.GetFileName(path))];

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Format");

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Documents_of_that_version_are_understood_and_continued(string file)
    {
        foreach (JsonObject document in Load(file))
        {
            await PutAsync(document);
        }

        PartitionOwnership[] owners = [.. (await Store.ListOwnershipAsync(Group, Token)).Items.OrderBy(item => item.PartitionId, StringComparer.Ordinal)];
        owners.Select(item => (item.PartitionId, item.OwnerId, item.OwnerInstance, item.Epoch)).ShouldBe(
            [("0", "processor-1", "start-1", 3L), ("1", "", null, 2L), ("a/b", "processor-2", "start-2", 1L)]);
        Checkpoint[] checkpoints = [.. (await Store.ListCheckpointsAsync(Group, Token)).Items.OrderBy(item => item.PartitionId, StringComparer.Ordinal)];
        checkpoints.Select(item => (item.PartitionId, item.SequenceNumber, item.Offset, item.Epoch, item.WrittenBy)).ShouldBe(
            [("0", 1234L, "567890", 3L, "processor-1"), ("1", -1L, null, 2L, "operator"), ("2", 5L, "50", 0L, "copy")]);
        (await WriteAsync(Store, 1234, epoch: 3)).ShouldBe(CheckpointOutcome.Stale);
        (await WriteAsync(Store, 1235, epoch: 3)).ShouldBe(CheckpointOutcome.Written);
        (await WinAsync(Store, "processor-1", owners[0].Version, "start-1")).Epoch.ShouldBe(3);
        (await WinAsync(Store, "me", owners[1].Version, partition: "1")).Epoch.ShouldBe(3);
        (await WinAsync(Store, "me", partition: "2")).Epoch.ShouldBe(1);
    }

    [Fact]
    public async Task The_present_version_writes_the_newest_format()
    {
        PartitionOwnership held = await WinAsync(Store, "processor-1", instance: "start-1");
        await Store.WriteCheckpointsAsync(Group, [new CheckpointWrite("0", 1234, "567890", held.Epoch, "processor-1")], Token);
        await Store.RewindAsync(Group, [new PartitionRewind("1", -1, null, "operator")], Token);
        await Store.WriteCheckpointsAsync(Group, [new CheckpointWrite("2", 5, "50", 0, "copy")], Token);
        await WinAsync(Store, "processor-2", instance: "start-2", partition: "a/b");

        foreach (JsonObject kept in Load(Newest))
        {
            Shape(await GetAsync((string)kept["id"]!)).ShouldBe(Shape(kept));
        }
    }

    private static IEnumerable<JsonObject> Load(string file) =>
        JsonNode.Parse(File.ReadAllBytes(Path.Combine(Folder, file)))!.AsArray().Select(node => node!.DeepClone().AsObject());

    /// <summary>Every property with the type and the length of its value, without the service's own and those that grow.</summary>
    private static string Shape(JsonObject document) => string.Join(
        '\n',
        document.Where(property => !property.Key.StartsWith('_')).SelectMany(property => property.Value is JsonObject part
            ? part.Select(inner => ($"{property.Key}.{inner.Key}", inner.Value))
            : [(property.Key, property.Value)]).Select(property => $"{property.Item1}: {Shape(property.Value)}"));

    private static string Shape(JsonNode? value) => value?.GetValueKind() switch
    {
        null => "null",
        System.Text.Json.JsonValueKind.String when DateTimeOffset.TryParse((string)value!, out _) && ((string)value!).Contains('T') => "time",
        System.Text.Json.JsonValueKind.String when ((string)value!).Length is 33 or 16 => "random",
        System.Text.Json.JsonValueKind.String => (string)value!,
        System.Text.Json.JsonValueKind kind => kind.ToString(),
    };
}
