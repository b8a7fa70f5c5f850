using System.Net;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Checkpointing.Conformance.Servers;
using Checkpointing.Resilience;
using Checkpointing.Tests.Services;

namespace Checkpointing.Blob.Tests;

/// <summary>An Azurite with its state in a folder of its own, and one container.</summary>
internal sealed class BlobServer : StoreServer
{
    private const string ContainerName = "checkpoints";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("checkpointing-azurite-");
    private readonly List<HttpClient> _connections = [];
    private IPEndPoint? _endPoint;
    private Azurite? _azurite;

    public override IPEndPoint EndPoint => _endPoint ?? throw new InvalidOperationException("The server was not started.");

    /// <summary>Starts a server and makes its container; skips or fails the running test when there is no Azurite.</summary>
    public static async Task<BlobServer> CreateAsync()
    {
        Node.Needs("azurite", Azurite.Service);
        BlobServer server = new();
        try
        {
            await server.StartAsync();
            await new BlobContainerClient(Azurite.ConnectionStringAt(server.EndPoint), ContainerName).CreateAsync();
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
        if (_azurite is { } running)
        {
            _azurite = null;
            await running.DisposeAsync();
        }
    }

    public override async ValueTask StartAsync()
    {
        _azurite = await Azurite.StartOnDiskAsync(_folder.FullName, _endPoint?.Port ?? 0);
        _endPoint = _azurite.EndPoint;
    }

    public override ValueTask<ICheckpointStore> CreateClientAsync(IPEndPoint endPoint, TimeProvider clock, StoreResilienceOptions resilience)
    {
        HttpClient connections = new(new SocketsHttpHandler(), disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
        lock (_connections)
        {
            _connections.Add(connections);
        }

        BlobClientOptions client = new() { Transport = new HttpClientTransport(connections) };
        BlobContainerClient container = new(Azurite.ConnectionStringAt(endPoint), ContainerName, BlobCheckpointStore.Prepare(client));
        return ValueTask.FromResult<ICheckpointStore>(new BlobCheckpointStore(container, new BlobCheckpointStoreOptions { Resilience = resilience }, clock));
    }

    public override async ValueTask DisposeAsync()
    {
        await KillAsync();
        _connections.ForEach(connections => connections.Dispose());
        _folder.Delete(recursive: true);
    }
}
