using Checkpointing.Cli.Tests.Support;
using Checkpointing.Tests.Services;

namespace Checkpointing.Cli.Tests.Dashboard;

/// <summary>A Redis of one test's own, with a password, whose failures are told within a second.</summary>
public sealed class StoreOutage : IAsyncDisposable
{
    public const string Password = "c2VjcmV0LXNlY3JldA";

    private StoreOutage(RedisServer server, string hub)
    {
        Server = server;
        Settings = new Dictionary<string, string?>
        {
            ["Checkpointing:Store"] = "Redis",
            ["Checkpointing:Redis:ConnectionString"] = $"{server.EndPoint},password={Password},allowAdmin=true",
            ["Checkpointing:Redis:Resilience:MaxRetries"] = "0",
            ["Checkpointing:Redis:Resilience:AttemptTimeout"] = "00:00:01",
            ["Checkpointing:Redis:Resilience:OperationTimeout"] = "00:00:01",
            ["Checkpointing:Processor:ConnectionString"] = hub,
            ["Checkpointing:Processor:ConsumerGroup"] = $"g{Guid.NewGuid():n}",
        };
    }

    public RedisServer Server { get; }

    /// <summary>The settings that lead to it.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; }

    public static async Task<StoreOutage> PrepareAsync(Stage stage)
    {
        RedisServer.Needed();
        return new StoreOutage(await RedisServer.StartAsync("--requirepass", Password), stage.Broker.GetConnectionString(Stage.Hub));
    }

    /// <summary>From now on it takes connections and answers nothing.</summary>
    public Task HangAsync() => Server.CommandAsync("-a", Password, "CLIENT", "PAUSE", "3600000", "ALL");

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
