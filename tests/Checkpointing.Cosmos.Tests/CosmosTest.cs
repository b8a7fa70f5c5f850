using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Checkpointing.Resilience;
using Checkpointing.Tests.Services;
using Microsoft.Azure.Cosmos;

namespace Checkpointing.Cosmos.Tests;

/// <summary>A container of its own for each test, a store on it, and another store that stands for another process.</summary>
public abstract class CosmosTest(CosmosFixture fixture) : IAsyncLifetime
{
    protected const string GroupKey = "contoso.servicebus.windows.net/orders/$default";

    protected static readonly ConsumerGroup Group = new("Contoso.servicebus.windows.net", "Orders", "$Default");

    private CosmosClient? _client;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected CosmosFixture Fixture { get; } = fixture;

    protected string ContainerName { get; } = "test-" + Guid.NewGuid().ToString("n");

    /// <summary>The network of <see cref="Store"/>.</summary>
    protected FaultyTransport Faults { get; } = new();

    protected RecordingLogger<CosmosCheckpointStore> Logger { get; } = new();

    /// <summary>The container as another program sees it.</summary>
    protected Container Container { get; private set; } = null!;

    /// <summary>A store whose network is <see cref="Faults"/>.</summary>
    protected CosmosCheckpointStore Store { get; private set; } = null!;

    /// <summary>A store with a client and a network of its own.</summary>
    protected CosmosCheckpointStore Other { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Other = new CosmosCheckpointStore(Fixture.Options(ContainerName));
        await Other.ProvisionAsync(Token);
        _client = new CosmosClient(Fixture.ConnectionString, Through(Faults));
        Store = new CosmosCheckpointStore(_client.GetContainer(CosmosFixture.DatabaseName, ContainerName), ShortPauses(), logger: Logger);
        Container = new CosmosClient(Fixture.ConnectionString, Through(new FaultyTransport())).GetContainer(CosmosFixture.DatabaseName, ContainerName);
        await Store.ReadCheckpointAsync(Group, "warm-up", Token);
        Faults.Reset();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Container is not null)
        {
            using ResponseMessage deleted = await Container.DeleteContainerStreamAsync(cancellationToken: Token);
            Container.Database.Client.Dispose();
        }

        Store?.Dispose();
        Other?.Dispose();
        _client?.Dispose();
        Faults.Dispose();
    }

    /// <summary>A client's options with a network of one's own.</summary>
    protected static CosmosClientOptions Through(HttpMessageHandler network) => new()
    {
        ConnectionMode = ConnectionMode.Gateway,
        LimitToEndpoint = true,
        MaxRetryAttemptsOnRateLimitedRequests = 0,
        HttpClientFactory = () => new HttpClient(network, disposeHandler: false),
    };

    protected static CosmosCheckpointStoreOptions ShortPauses() => new()
    {
        Resilience = new StoreResilienceOptions
        {
            OperationTimeout = TimeSpan.FromSeconds(20),
            AttemptTimeout = TimeSpan.FromSeconds(10),
            RetryDelay = TimeSpan.FromMilliseconds(1),
        },
    };

    /// <summary>A document as some other program reads it.</summary>
    protected async Task<JsonObject> GetAsync(string id = "0")
    {
        using ResponseMessage response = await Container.ReadItemStreamAsync(id, new PartitionKey(GroupKey), cancellationToken: Token);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return JsonNode.Parse(response.Content)!.AsObject();
    }

    /// <summary>Writes a document as some other program would.</summary>
    protected Task PutAsync(JsonObject document) => PutAsync(document.ToJsonString());

    /// <summary>Stores a document that may hold what no serializer writes.</summary>
    protected async Task PutAsync(string document)
    {
        using MemoryStream content = new(Encoding.UTF8.GetBytes(document));
        using ResponseMessage response = await Container.UpsertItemStreamAsync(content, new PartitionKey(GroupKey), cancellationToken: Token);
        response.IsSuccessStatusCode.ShouldBeTrue(response.ErrorMessage);
    }

    /// <summary>Changes one property of a document, given by its path, as some other program would.</summary>
    protected async Task DamageAsync(string path, string json, string id = "0")
    {
        JsonObject document = await GetAsync(id);
        string[] names = path.Split('.');
        JsonObject parent = names[..^1].Aggregate(document, (node, name) => node[name]!.AsObject());
        parent[names[^1]] = JsonNode.Parse(json);
        await PutAsync(document);
    }

    protected static async Task<PartitionOwnership?> ClaimAsync(
        ICheckpointStore store, string owner, string? version = null, string instance = "1", string partition = "0")
    {
        PartitionResults<PartitionOwnership> results = await store.ClaimOwnershipAsync(Group, [new OwnershipClaim(partition, owner, instance, version)], Token);
        results.Faults.ShouldBeEmpty();
        return results.Items.SingleOrDefault();
    }

    protected static async Task<PartitionOwnership> WinAsync(
        ICheckpointStore store, string owner, string? version = null, string instance = "1", string partition = "0") =>
        (await ClaimAsync(store, owner, version, instance, partition)).ShouldNotBeNull();

    protected static async Task<CheckpointOutcome> WriteAsync(ICheckpointStore store, long sequenceNumber, long epoch, string partition = "0")
    {
        PartitionResults<CheckpointWriteResult> results = await store.WriteCheckpointsAsync(
            Group, [new CheckpointWrite(partition, sequenceNumber, $"{sequenceNumber / 2}", epoch, "me")], Token);
        results.Faults.ShouldBeEmpty();
        return results.Items.ShouldHaveSingleItem().Outcome;
    }

    protected Task<Checkpoint?> ReadAsync(string partition = "0") => Other.ReadCheckpointAsync(Group, partition, Token);
}
