using System.Globalization;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using Checkpointing.Tests.Services;

namespace ProcessorOverhead;

/// <summary>A broker in a process of its own, so that its allocations are not counted, with a hub that is full and one that is empty.</summary>
internal sealed class LoadedBroker : IAsyncDisposable
{
    private const int BatchCount = 200;

    private readonly PeerProcess _process;

    private LoadedBroker(PeerProcess process, string full, string empty)
    {
        _process = process;
        Full = full;
        Empty = empty;
    }

    /// <summary>The connection string of the hub with events.</summary>
    public string Full { get; }

    /// <summary>The connection string of the hub without.</summary>
    public string Empty { get; }

    public static async Task<LoadedBroker> StartAsync(RunOptions options)
    {
        string assembly = Path.Combine(AppContext.BaseDirectory, "Devkit.EventHubs.Broker.dll");
        PeerProcess process = PeerProcess.Start(
            "dotnet", [assembly, "--hub", Hub("full", options.Partitions), "--hub", Hub("empty", RunOptions.IdlePartitions), "--consumer-group", "*", "--retention", "1GiB"]);
        return new LoadedBroker(process, await process.ReadLineAsync(default), await process.ReadLineAsync(default));
    }

    /// <summary>Publishes all events, as many to each partition.</summary>
    public Task FillAsync(RunOptions options) => Parallel.ForAsync(0, options.Partitions, async (partition, stop) =>
    {
        byte[] body = new byte[RunOptions.EventSize];
        await using var producer = new EventHubProducerClient(Full);
        var target = new CreateBatchOptions { PartitionId = partition.ToString(CultureInfo.InvariantCulture) };
        for (int left = options.Events / options.Partitions; left > 0;)
        {
            using EventDataBatch batch = await producer.CreateBatchAsync(target, stop);
            while (batch.Count < Math.Min(left, BatchCount) && batch.TryAdd(new EventData(body)))
            {
            }

            await producer.SendAsync(batch, stop);
            left -= batch.Count;
        }
    });

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static string Hub(string name, int partitions) => string.Create(CultureInfo.InvariantCulture, $"{name}:{partitions}");
}
