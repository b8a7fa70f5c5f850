using System.Text.Json;
using System.Text.Json.Nodes;
using Checkpointing.Tests.Services;

namespace Interop.Tests;

/// <summary>Publishes with Microsoft's JavaScript SDK.</summary>
internal sealed class JavaScriptProducer : IAsyncDisposable
{
    private readonly PeerProcess _process;

    public JavaScriptProducer(string connectionString, string hub) =>
        _process = Node.Start(Path.Combine(AppContext.BaseDirectory, "Peers", "producer.js"), connectionString, hub);

    /// <summary>Publishes events as one batch.</summary>
    public async Task SendAsync(JsonArray events, string? partitionId, CancellationToken cancellationToken)
    {
        int count = events.Count;
        var request = new JsonObject { ["partitionId"] = partitionId, ["events"] = events };
        await _process.WriteLineAsync(request.ToJsonString(), cancellationToken);
        using JsonDocument answer = JsonDocument.Parse(await _process.ReadLineAsync(cancellationToken));
        answer.RootElement.GetProperty("sent").GetInt32().ShouldBe(count);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
