using Checkpointing;
using Checkpointing.Cosmos;
using Microsoft.Azure.Cosmos;
using Account = Checkpointing.Tests.Services.Cosmos;

namespace StoreOverhead;

/// <summary>Patches of two properties under one condition and without content in the answer, as many at once as the store has.</summary>
internal sealed class CosmosDriver : BareDriver
{
    private const string DatabaseName = "store-overhead";
    private const string Group = "contoso.servicebus.windows.net/orders/store-overhead";

    private static readonly PartitionKey Key = new(Group);
    private static readonly PatchItemRequestOptions Options = new() { EnableContentResponseOnWrite = false, FilterPredicate = "FROM c WHERE c.epoch = 1" };

    private Account? _account;
    private CosmosClient? _client;
    private Container? _container;
    private CosmosCheckpointStore? _store;

    public override string Name => "Cosmos";

    public override string WriteRequest => "conditional patch of two properties, no content in the answer";

    public override string ClaimRequest => "such a patch for each partition, 16 at once";

    public override async Task<ICheckpointStore> StartAsync(int partitions)
    {
        _account = await Account.StartAsync();
        _client = new CosmosClient(_account.ConnectionString, new CosmosClientOptions
        {
            ConnectionMode = ConnectionMode.Gateway,
            LimitToEndpoint = true,
            UseSystemTextJsonSerializerWithOptions = new System.Text.Json.JsonSerializerOptions(),
        });
        Database database = await _client.CreateDatabaseIfNotExistsAsync(DatabaseName);
        _container = await database.CreateContainerIfNotExistsAsync("driver", "/group");
        for (int index = 0; index < partitions; index++)
        {
            await _container.UpsertItemAsync(new { id = $"{index}", group = Group, epoch = 1 }, Key);
        }

        _store = new CosmosCheckpointStore(new CosmosCheckpointStoreOptions
        {
            ConnectionString = _account.ConnectionString,
            DatabaseName = DatabaseName,
            ContainerName = "store",
            ConnectionMode = ConnectionMode.Gateway,
            LimitToEndpoint = true,
            ProvisionOnStart = true,
        });
        return _store;
    }

    public override Task WriteAsync(long sequenceNumber) => PatchAsync("0", PatchOperation.Set("/sequenceNumber", sequenceNumber), PatchOperation.Set("/offset", "1048576"));

    public override Task ClaimAsync(string[] partitionIds, string[] versions) => Parallel.ForEachAsync(
        partitionIds.Zip(versions),
        new ParallelOptions { MaxDegreeOfParallelism = CosmosCheckpointStoreOptions.DefaultMaxConcurrency },
        async (claim, _) => await PatchAsync(claim.First, PatchOperation.Set("/owner", "processor"), PatchOperation.Set("/version", claim.Second)));

    public override async ValueTask DisposeAsync()
    {
        _store?.Dispose();
        _client?.Dispose();
        if (_account is not null)
        {
            await _account.DisposeAsync();
        }
    }

    private async Task PatchAsync(string id, params PatchOperation[] operations)
    {
        using ResponseMessage answer = await _container!.PatchItemStreamAsync(id, Key, operations, Options);
        answer.EnsureSuccessStatusCode();
    }
}
