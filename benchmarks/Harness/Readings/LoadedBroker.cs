using System.Globalization;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using Checkpointing.Tests.Services;

namespace Harness.Readings;

/// <summary>A broker in a process of its own, so that its allocations are not counted, with a hub that is full and one that is empty.</summary>
internal sealed class LoadedBroker : IAsyncDisposable
{
    /// <summary>Bytes of an event's body.</summary>
    public const int EventSize = 1024;

    private const int BatchCount = 200;

    private readonly PeerProcess _process;

    private readonly int _partitions;

    private LoadedBroker(PeerProcess process, int partitions, string full, string empty)
    {
        _process = process;
        _partitions = partitions;
        Full = full;
        Empty = empty;
    }

    /// <summary>The connection string of the hub with events.</summary>
    public string Full { get; }

    /// <summary>The connection string of the hub without.</summary>
    public string Empty { get; }

    /// <summary>The broker's processor time so far; null where the system does not tell.</summary>
    public TimeSpan? ProcessorTime => _process.ProcessorTime;

    /// <summary>Starts the broker.</summary>
    /// <param name="partitions">Partitions of the hub with events.</param>
    /// <param name="idlePartitions">Partitions of the hub without.</param>
    public static async Task<LoadedBroker> StartAsync(int partitions, int idlePartitions)
    {
        string assembly = Path.Combine(AppContext.BaseDirectory, "Devkit.EventHubs.Broker.dll");
        PeerProcess process = PeerProcess.Start(
            "dotnet", [assembly, "--hub", Hub("full", partitions), "--hub", Hub("empty", idlePartitions), "--consumer-group", "*", "--retention", "1GiB"]);
        return new LoadedBroker(process, partitions, await process.ReadLineAsync(default), await process.ReadLineAsync(default));
    }

    /// <summary>Publishes all events, as many to each partition.</summary>
    /// <param name="events">The number of events.</param>
    public Task FillAsync(int events) => Parallel.ForAsync(0, _partitions, async (partition, stop) =>
    {
        byte[] body = new byte[EventSize];
        await using var producer = new EventHubProducerClient(Full);
        var target = new CreateBatchOptions { PartitionId = partition.ToString(CultureInfo.InvariantCulture) };
        for (int left = events / _partitions; left > 0;)
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
