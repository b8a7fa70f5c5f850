using System.Text;
using System.Text.Json;
using Checkpointing.Tests.Services;
using Devkit.EventHubs.Broker.Hubs;

namespace Devkit.EventHubs.Broker.Tests.Hubs;

public sealed class PartitionKeyHashTests
{
    private const int PartitionCount = 32;

    [Theory]
    [InlineData("Four score and seven years ago", 0x0551 ^ 0x26e6)]
    [InlineData("", 0)]
    public void The_hash_agrees_with_the_vectors_of_its_author(string key, short expected) =>
        PartitionKeyHash.Compute(Encoding.UTF8.GetBytes(key)).ShouldBe(expected);

    [Fact]
    public async Task Every_key_goes_where_the_JavaScript_client_says()
    {
        Node.Needs("@azure/event-hubs");
        var random = new Random(20251121);
        string[] keys = [.. Enumerable.Range(0, 5000).Select(index => RandomKey(random, index % 100))];

        await using PeerProcess node = Node.Start(RepositoryRoot.Combine("tests", "Devkit.EventHubs.Broker.Tests", "Peers", "partition-keys.js"));
        await node.WriteLineAsync(JsonSerializer.Serialize(new { keys, partitionCount = PartitionCount }), TestContext.Current.CancellationToken);
        int[] expected = JsonSerializer.Deserialize<int[]>(await node.ReadLineAsync(TestContext.Current.CancellationToken))!;

        keys.Select(key => PartitionKeyHash.FindPartition(key, PartitionCount)).ShouldBe(expected);
    }

    private static string RandomKey(Random random, int length) =>
        string.Concat(Enumerable.Range(0, length).Select(_ => random.Next(4) == 0 ? "ü€😀"[random.Next(2)] : (char)random.Next(' ', '~')));
}
