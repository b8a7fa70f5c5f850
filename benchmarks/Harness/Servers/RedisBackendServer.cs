using System.Net;
using Checkpointing;
using Checkpointing.Redis;
using Server = Checkpointing.Tests.Services.RedisServer;

namespace Harness.Servers;

/// <summary>Redis; one that is started here has every change on disk before it answers.</summary>
internal sealed class RedisBackendServer(Server? server) : BackendServer
{
    public override string Name => Backends.Redis;

    public override string Description => server is null ? "the given Redis server" : "redis-server on this machine, appendfsync always";

    public override string ConnectionString => server?.EndPoint.ToString() ?? Server.Given!;

    public override IPEndPoint? EndPoint => server?.EndPoint;

    public override TimeSpan? ProcessorTime => server?.ProcessorTime;

    public override string ConnectionStringAt(IPEndPoint endPoint) => endPoint.ToString();

    public override Task<ICheckpointStore> MakeStoreAsync(string connectionString, Action<double>? onRequestUnits = null) =>
        Task.FromResult<ICheckpointStore>(new RedisCheckpointStore(new RedisCheckpointStoreOptions { ConnectionString = connectionString }));

    public override ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
