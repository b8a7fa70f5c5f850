using System.Net;
using Checkpointing.Conformance.Servers;
using Checkpointing.Resilience;
using Microsoft.Azure.Cosmos;
using Account = Checkpointing.Tests.Services.Cosmos;

namespace Checkpointing.Cosmos.Tests;

/// <summary>A server with its state in a file of its own, and one container.</summary>
internal sealed class CosmosServer : StoreServer
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("checkpointing-cosmos-");
    private readonly List<CosmosClient> _clients = [];
    private IPEndPoint? _endPoint;
    private Account? _account;

    public override IPEndPoint EndPoint => _endPoint ?? throw new InvalidOperationException("The server was not started.");

    /// <summary>Starts a server and makes its container; skips or fails the running test when there is none to start.</summary>
    public static async Task<CosmosServer> CreateAsync()
    {
        Account.NeededHere();
        CosmosServer server = new();
        try
        {
            await server.StartAsync();
            using CosmosCheckpointStore store = new(Options(server.EndPoint, new StoreResilienceOptions()));
            await store.ProvisionAsync(TestContext.Current.CancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public override async ValueTask KillAsync()
    {
        if (_account is { } running)
        {
            _account = null;
            await running.DisposeAsync();
        }
    }

    public override async ValueTask StartAsync()
    {
        _account = await Account.StartOnDiskAsync(Path.Combine(_folder.FullName, "journal"), _endPoint?.Port ?? 0);
        _endPoint = _account.EndPoint;
    }

    /// <remarks>The client library reads account and container once, for which the tests' short limits are not meant.</remarks>
    public override async ValueTask<ICheckpointStore> CreateClientAsync(IPEndPoint endPoint, TimeProvider clock, StoreResilienceOptions resilience)
    {
        CosmosCheckpointStoreOptions options = Options(endPoint, resilience);
        CosmosClient client = options.CreateClient();
        lock (_clients)
        {
            _clients.Add(client);
        }

        Container container = client.GetContainer(options.DatabaseName, options.ContainerName);
        using ResponseMessage read = await container.ReadItemStreamAsync("none", new PartitionKey("none"), cancellationToken: TestContext.Current.CancellationToken);
        return new CosmosCheckpointStore(container, options, clock);
    }

    public override async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        await KillAsync();
        _folder.Delete(recursive: true);
    }

    private static CosmosCheckpointStoreOptions Options(IPEndPoint endPoint, StoreResilienceOptions resilience) => new()
    {
        ConnectionString = Account.ConnectionStringAt(endPoint, Uri.UriSchemeHttp),
        DatabaseName = CosmosFixture.DatabaseName,
        ContainerName = "checkpoints",
        ConnectionMode = ConnectionMode.Gateway,
        LimitToEndpoint = true,
        Resilience = resilience,
    };
}
