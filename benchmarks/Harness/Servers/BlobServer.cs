using System.Net;
using Checkpointing;
using Checkpointing.Blob;
using Checkpointing.Tests.Services;

namespace Harness.Servers;

/// <summary>A blob service: Azurite with its state in memory, or the given one.</summary>
internal sealed class BlobServer(Azurite server) : BackendServer
{
    private readonly string _container = $"benchmark-{Guid.NewGuid():n}";

    public override string Name => Backends.Blob;

    public override string Description => EndPoint is null ? "the given blob service" : "Azurite on this machine, state in memory";

    public override string ConnectionString => server.ConnectionString;

    public override IPEndPoint? EndPoint => server.EndPoint.Port == 0 ? null : server.EndPoint;

    public override TimeSpan? ProcessorTime => server.ProcessorTime;

    public override bool IsRequestPerRecord => true;

    public override string ConnectionStringAt(IPEndPoint endPoint) => Azurite.ConnectionStringAt(endPoint);

    public override async Task<ICheckpointStore> MakeStoreAsync(string connectionString, Action<double>? onRequestUnits = null)
    {
        BlobCheckpointStore store = new(new BlobCheckpointStoreOptions
        {
            ConnectionString = connectionString,
            ContainerName = _container,
            Resilience = { OperationTimeout = ManyRequests },
        });
        await store.ProvisionAsync(CancellationToken.None);
        return store;
    }

    public override ValueTask DisposeAsync() => server.DisposeAsync();
}
