using System.Globalization;
using System.Text.Json;
using Checkpointing.Tests.Services;
using Devkit.EventHubs.Broker;

namespace BrokerThroughput;

/// <summary>Microsoft's JavaScript SDK, unmodified, in processes of its own: one that publishes and one that reads.</summary>
internal sealed class JavaScriptLoad(LoadOptions options) : ILoad
{
    public const string Package = "@azure/event-hubs";

    public const string Title = "JavaScript SDK";

    public string Name => Title;

    public Task PublishAsync(EventHubsBroker broker, string hub, Tally tally, CancellationToken stop) =>
        RunAsync("publish", broker, hub, tally, tally.AddPublished, stop);

    public Task ReceiveAsync(EventHubsBroker broker, string hub, Tally tally, CancellationToken stop) =>
        RunAsync("receive", broker, hub, tally, tally.AddReceived, stop);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task RunAsync(string action, EventHubsBroker broker, string hub, Tally tally, Action<int> add, CancellationToken stop)
    {
        await using PeerProcess node = Node.Start(Path.Combine(AppContext.BaseDirectory, "javascript-load.js"));
        var command = new
        {
            action,
            connection = broker.ConnectionString,
            hub,
            partitions = options.PartitionCount,
            size = options.EventSize,
            batch = options.BatchCount,
        };
        await node.WriteLineAsync(JsonSerializer.Serialize(command), CancellationToken.None);
        int counted = 0;
        string state = "go";
        while (!stop.IsCancellationRequested)
        {
            int done = int.Parse(await node.ReadLineAsync(CancellationToken.None), CultureInfo.InvariantCulture);
            add(done - counted);
            counted = done;
            string wanted = action == "publish" && tally.IsTooFarAhead ? "pause" : "go";
            if (wanted != state)
            {
                state = wanted;
                await node.WriteLineAsync(state, CancellationToken.None);
            }
        }

        await node.WriteLineAsync("stop", CancellationToken.None);
        await node.WaitForSuccessAsync(CancellationToken.None);
    }
}
