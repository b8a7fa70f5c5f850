using System.Globalization;
using Checkpointing.Tests.Services;

namespace Samples.Tests;

/// <summary>A server for the quickstart's store, and the settings by which the quickstart finds it.</summary>
internal sealed class StoreServers : IAsyncDisposable
{
    private readonly IAsyncDisposable? _server;

    private StoreServers(IAsyncDisposable? server, params IReadOnlyList<string> settings)
    {
        _server = server;
        Settings = settings;
    }

    /// <summary>Arguments of <c>--set</c>.</summary>
    public IReadOnlyList<string> Settings { get; }

    /// <summary>The backends that configuration can name.</summary>
    public static TheoryData<string> Names => ["Blob", "Cosmos", "Postgres", "Redis", "Sqlite"];

    /// <summary>Starts what a backend needs; skips or fails the running test when it is not installed.</summary>
    public static async Task<StoreServers> StartAsync(string backend)
    {
        string unique = "quickstart" + Guid.NewGuid().ToString("n", CultureInfo.InvariantCulture)[..8];
        switch (backend)
        {
            case "Blob":
                Azurite.Needed();
                Azurite azurite = await Azurite.StartAsync();
                return new StoreServers(
                    azurite, $"Blob:ConnectionString={azurite.ConnectionString}", $"Blob:ContainerName={unique}");
            case "Cosmos":
                Cosmos.Needed();
                Cosmos cosmos = await Cosmos.StartAsync();
                return new StoreServers(
                    cosmos,
                    $"Cosmos:ConnectionString={cosmos.ConnectionString}",
                    $"Cosmos:DatabaseName={unique}",
                    "Cosmos:ContainerName=checkpoints",
                    "Cosmos:ConnectionMode=Gateway",
                    "Cosmos:LimitToEndpoint=true",
                    "Cosmos:ProvisionOnStart=true");
            case "Postgres":
                Postgres.Needed();
                Postgres postgres = await Postgres.StartAsync();
                return new StoreServers(postgres, $"Postgres:ConnectionString={postgres.ConnectionString}", $"Postgres:Schema={unique}");
            case "Redis":
                RedisServer.Needed();
                RedisServer redis = await RedisServer.StartAsync();
                return new StoreServers(redis, $"Redis:ConnectionString={redis.EndPoint}");
            default:
                return new StoreServers(server: null);
        }
    }

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
