using System.Text;
using System.Text.Json.Nodes;
using Checkpointing.Conformance;
using Checkpointing.Conformance.Servers;
using Microsoft.Azure.Cosmos;

namespace Checkpointing.Cosmos.Tests;

/// <summary>One container.</summary>
public sealed class CosmosHarness(CosmosFixture fixture) : StoreHarness
{
    private readonly string _container = "conformance-" + Guid.NewGuid().ToString("n");
    private readonly List<CosmosCheckpointStore> _clients = [];
    private CosmosClient? _outside;

    /// <summary>The container as another program sees it.</summary>
    private Container Outside => (_outside ??= fixture.Options(_container).CreateClient()).GetContainer(CosmosFixture.DatabaseName, _container);

    /// <remarks>The service tells its time in whole seconds.</remarks>
    public override TimeSpan TimeResolution => TimeSpan.FromSeconds(1);

    /// <remarks>A property's path and what it becomes; without a value it is taken away.</remarks>
    public override IReadOnlyList<string> OwnershipDamages =>
    [
        "schema=\"1\"", "schema=2", "schema=null", "schema=", "epoch=\"many\"", "epoch=-1", "epoch=1.5", "epoch=1e300", "epoch=null", "epoch=",
        "ownership=\"text\"", "ownership.version=7", "ownership.version=", "ownership.ownerId=7", "ownership.ownerId=null", "ownership.ownerInstance=7",
        "ownership.ownerInstance=", "ownership.modifiedAt=\"yesterday\"", "ownership.modifiedAt=1767322800", "ownership.modifiedAt=",
        "request=\"text\"", "request={}", """request={"requestedBy":7,"requestedAt":"2026-01-02T03:04:05.678Z"}""",
        """request={"requestedBy":"you","requestedAt":"yesterday"}""", """request={"requestedBy":"you"}""",
    ];

    public override IReadOnlyList<string> CheckpointDamages =>
    [
        "schema=2", "epoch=\"many\"", "position=\"far\"", "position=\"1\"", "position=\"9999999999999999999\"", "position=0", "position=null", "position=",
        "checkpoint=null", "checkpoint=\"text\"", "checkpoint=", "checkpoint.offset=7", "checkpoint.offset=", "checkpoint.epoch=\"many\"", "checkpoint.epoch=-1",
        "checkpoint.epoch=1.5", "checkpoint.writtenBy=[]", "checkpoint.writtenAt=\"yesterday\"", "checkpoint.writtenAt=null", "checkpoint.writeId=7",
    ];

    public override StoreCosts Costs => StoreCosts.OnePerPartition with { Rewind = 2, ContendedClaims = static (claimers, partitions) => claimers * (partitions + 1) };

    public override async ValueTask<ICheckpointStore> CreateClientAsync(TimeProvider clock)
    {
        CosmosCheckpointStoreOptions options = fixture.Options(_container);
        options.ListPageSize = 500;
        CosmosCheckpointStore client = new(options, clock);
        lock (_clients)
        {
            _clients.Add(client);
        }

        await client.ProvisionAsync(TestContext.Current.CancellationToken);
        return client;
    }

    public override async ValueTask DamageAsync(ConsumerGroup group, string partitionId, string damage)
    {
        string[] parts = damage.Split('=', 2);
        string[] path = parts[0].Split('.');
        JsonObject document = JsonNode.Parse(await DumpAsync(group, partitionId))!.AsObject();
        JsonObject parent = path.Length == 1 ? document : document[path[0]]!.AsObject();
        parent.Remove(path[^1]);
        if (parts[1].Length > 0)
        {
            parent.Add(path[^1], JsonNode.Parse(parts[1]));
        }

        using MemoryStream content = new(Encoding.UTF8.GetBytes(document.ToJsonString()));
        using ResponseMessage response = await Outside.ReplaceItemStreamAsync(content, partitionId, CosmosNames.PartitionKey(group));
        response.EnsureSuccessStatusCode();
    }

    public override async ValueTask<string> DumpAsync(ConsumerGroup group, string partitionId)
    {
        using ResponseMessage response = await Outside.ReadItemStreamAsync(partitionId, CosmosNames.PartitionKey(group));
        using StreamReader reader = new(response.EnsureSuccessStatusCode().Content);
        return await reader.ReadToEndAsync();
    }

    public override async ValueTask<StoredFormat> OpenFormatAsync(string? format) => await CosmosStoredFormat.OpenAsync(fixture, format);

    public override async ValueTask<StoreServer> StartServerAsync() => await CosmosServer.CreateAsync();

    /// <remarks>The service stays; every client is gone with its test anyway.</remarks>
    public override ValueTask RestartAsync() => ValueTask.CompletedTask;

    public override ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        _outside?.Dispose();
        return ValueTask.CompletedTask;
    }
}
