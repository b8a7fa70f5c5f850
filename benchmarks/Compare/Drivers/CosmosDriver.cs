using Checkpointing.Cosmos;
using Microsoft.Azure.Cosmos;

namespace Compare.Drivers;

/// <summary>Patches of two properties without condition and without content in the answer, as many at once as the store has.</summary>
internal sealed class CosmosDriver : BareDriver
{
    private static readonly PartitionKey Key = new(Group);
    private static readonly PatchItemRequestOptions Patch = new() { EnableContentResponseOnWrite = false };
    private static readonly ItemRequestOptions Create = new() { EnableContentResponseOnWrite = false };
    private static readonly ParallelOptions AtOnce = new() { MaxDegreeOfParallelism = CosmosCheckpointStoreOptions.DefaultMaxConcurrency };

    private CosmosClient? _client;
    private Database? _database;
    private Container? _container;

    public override DriverRequests Requests { get; } = new(
        "patch of two properties, no content in the answer",
        "such a patch for each, 16 at once",
        "point read",
        "query of one logical partition",
        "such a patch for each, 16 at once",
        "create for each, 16 at once, no content in the answer");

    public override async Task StartAsync(string connectionString, int partitions, int listed)
    {
        _client = new CosmosClient(connectionString, new CosmosClientOptions
        {
            ConnectionMode = ConnectionMode.Gateway,
            LimitToEndpoint = true,
            UseSystemTextJsonSerializerWithOptions = System.Text.Json.JsonSerializerOptions.Web,
        });
        _database = await _client.CreateDatabaseIfNotExistsAsync(Space);
        _container = await _database.CreateContainerIfNotExistsAsync("driver", "/group");
        await InsertAsync(Group, Ids.Of(partitions), Ids.Of(partitions));
        await InsertAsync(ListGroup, Ids.Of(listed), Ids.Of(listed));
    }

    public override async Task<int> WriteAsync(int lane, long sequenceNumber)
    {
        await WriteAsync(Ids.Of(lane, 1).First(), sequenceNumber);
        return 1;
    }

    public override async Task<int> WriteAsync(string[] partitionIds, long sequenceNumber)
    {
        await Parallel.ForEachAsync(partitionIds, AtOnce, async (partition, _) => await WriteAsync(partition, sequenceNumber));
        return partitionIds.Length;
    }

    public override async Task<int> ReadAsync()
    {
        using ResponseMessage answer = await _container!.ReadItemStreamAsync("0", Key);
        answer.EnsureSuccessStatusCode();
        return 1;
    }

    public override async Task<int> ListAsync()
    {
        using FeedIterator<Record> pages = _container!.GetItemQueryIterator<Record>(
            "SELECT * FROM c", requestOptions: new QueryRequestOptions { PartitionKey = new PartitionKey(ListGroup) });
        int count = 0;
        while (pages.HasMoreResults)
        {
            count += (await pages.ReadNextAsync()).Count;
        }

        return count;
    }

    public override Task<int> ClaimAsync(int lane, string[] partitionIds, string[] versions) => EachAsync(
        partitionIds, versions, (id, version, _) => PatchAsync(id, PatchOperation.Set("/owner", "processor"), PatchOperation.Set("/version", version)));

    public override Task<int> InsertAsync(string group, string[] partitionIds, string[] versions) => EachAsync(
        partitionIds, versions, (id, version, stop) => _container!.CreateItemAsync(new Record(id, group, 1, "processor", version), new PartitionKey(group), Create, stop));

    public override async ValueTask DisposeAsync()
    {
        if (_database is not null)
        {
            await _database.DeleteAsync();
        }

        _client?.Dispose();
    }

    /// <summary>Each is a request of its own, and one that is refused is an exception.</summary>
    private static async Task<int> EachAsync(string[] partitionIds, string[] versions, Func<string, string, CancellationToken, Task> ask)
    {
        await Parallel.ForEachAsync(partitionIds.Zip(versions), AtOnce, async (claim, stop) => await ask(claim.First, claim.Second, stop));
        return partitionIds.Length;
    }

    private Task WriteAsync(string id, long sequenceNumber) =>
        PatchAsync(id, PatchOperation.Set("/sequenceNumber", sequenceNumber), PatchOperation.Set("/offset", "1048576"));

    private async Task PatchAsync(string id, params PatchOperation[] operations)
    {
        using ResponseMessage answer = await _container!.PatchItemStreamAsync(id, Key, operations, Patch);
        answer.EnsureSuccessStatusCode();
    }

    private sealed record Record(string Id, string Group, long Epoch, string Owner, string Version);
}
