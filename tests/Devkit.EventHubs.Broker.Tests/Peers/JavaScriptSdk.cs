using System.Text.Json;
using System.Text.Json.Nodes;
using Checkpointing.Tests.Services;

namespace Devkit.EventHubs.Broker.Tests.Peers;

/// <summary>Microsoft's JavaScript SDK in a process of its own, for one broker; see <c>sdk.js</c>.</summary>
internal sealed class JavaScriptSdk : IAsyncDisposable
{
    private readonly PeerProcess _node;
    private readonly string _connection;

    private JavaScriptSdk(PeerProcess node, string connection)
    {
        _node = node;
        _connection = connection;
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Starts the SDK, or skips the test where it is not installed.</summary>
    public static JavaScriptSdk Start(EventHubsBroker broker)
    {
        Node.Needs("@azure/event-hubs");
        string script = RepositoryRoot.Combine("tests", "Devkit.EventHubs.Broker.Tests", "Peers", "sdk.js");
        return new JavaScriptSdk(Node.Start(script), broker.ConnectionString);
    }

    /// <summary>Runs a command and returns its value.</summary>
    /// <exception cref="JavaScriptException">The SDK threw.</exception>
    public async Task<JsonNode?> RunAsync(string command, string hub, object? arguments = null)
    {
        JsonObject line = JsonSerializer.SerializeToNode(arguments ?? new { })!.AsObject();
        line["command"] = command;
        line["connection"] = _connection;
        line["hub"] = hub;
        await _node.WriteLineAsync(line.ToJsonString(), Cancellation);
        JsonNode answer = JsonNode.Parse(await _node.ReadLineAsync(Cancellation))!;
        return answer["error"] is { } error
            ? throw new JavaScriptException((string?)error["code"], (string)error["message"]!)
            : answer["value"];
    }

    /// <summary>Subscribes to a partition under an id.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="id">Name for the other commands.</param>
    /// <param name="partitionId">The partition.</param>
    /// <param name="from"><c>earliest</c>, <c>latest</c>, or a position as the SDK takes it.</param>
    /// <param name="ownerLevel">The epoch, or null.</param>
    /// <param name="group">The consumer group.</param>
    /// <param name="track">Whether to ask for the last enqueued event.</param>
    public Task OpenAsync(
        string hub, string id, string partitionId, object from, int? ownerLevel = null, string group = "$Default", bool track = false) =>
        RunAsync("open", hub, new { id, partitionId, from, ownerLevel, group, track });

    /// <summary>Waits for events of a subscription.</summary>
    public async Task<JsonArray> TakeAsync(string id, int count) => (await RunAsync("take", "", new { id, count }))!.AsArray();

    /// <summary>Waits for events of a subscription and returns their bodies, which are texts.</summary>
    public async Task<string[]> TakeBodiesAsync(string id, int count) => [.. (await TakeAsync(id, count)).Select(item => (string)item!["body"]!)];

    /// <summary>Waits for an error of a subscription.</summary>
    public async Task<JsonNode> TakeErrorAsync(string id) => (await RunAsync("error", "", new { id }))!;

    public ValueTask DisposeAsync() => _node.DisposeAsync();
}
