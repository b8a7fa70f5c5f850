using Checkpointing.Cosmos;
using Microsoft.Azure.Cosmos;

namespace Compare.Drivers;

/// <summary>Patches of two properties under one condition and without content in the answer, as many at once as the store has.</summary>
internal sealed class CosmosDriver : BareDriver
{
    private static readonly PartitionKey Key = new(Group);
    private static readonly PatchItemRequestOptions Patch = new() { EnableContentResponseOnWrite = false, FilterPredicate = "FROM c WHERE c.epoch = 1" };
    private static readonly ItemRequestOptions Create = new() { EnableContentResponseOnWrite = false };
    private static readonly ParallelOptions AtOnce = new() { MaxDegreeOfParallelism = CosmosCheckpointStoreOptions.DefaultMaxConcurrency };

    private CosmosClient? _client;
    private Database? _database;
    private Container? _container;

    public override DriverRequests Requests { get; } = new(
        "conditional patch of two properties, no content in the answer",
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

    public override Task WriteAsync(int lane, long sequenceNumber) => WriteAsync(Ids.Of(lane, 1).First(), sequenceNumber);

    public override Task WriteAsync(string[] partitionIds, long sequenceNumber) =>
        Parallel.ForEachAsync(partitionIds, AtOnce, async (partition, _) => await WriteAsync(partition, sequenceNumber));

    public override async Task ReadAsync()
    {
        using ResponseMessage answer = await _container!.ReadItemStreamAsync("0", Key);
        answer.EnsureSuccessStatusCode();
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

    public override Task ClaimAsync(int lane, string[] partitionIds, string[] versions) => Parallel.ForEachAsync(
        partitionIds.Zip(versions),
        AtOnce,
        async (claim, _) => await PatchAsync(claim.First, PatchOperation.Set("/owner", "processor"), PatchOperation.Set("/version", claim.Second)));

    public override Task InsertAsync(string group, string[] partitionIds, string[] versions) => Parallel.ForEachAsync(
        partitionIds.Zip(versions),
        AtOnce,
        async (claim, stop) => await _container!.CreateItemAsync(new Record(claim.First, group, 1, "processor", claim.Second), new PartitionKey(group), Create, stop));

    public override async ValueTask DisposeAsync()
    {
        if (_database is not null)
        {
            await _database.DeleteAsync();
        }

        _client?.Dispose();
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
