using System.Diagnostics;
using Devkit.EventHubs.Broker;

namespace BrokerThroughput;

/// <summary>Measures a client on a fresh hub per phase, all on one broker in this process.</summary>
internal sealed class Measurement(LoadOptions options, MemoryWatch memory)
{
    private const string Hub = "load";
    private const int PublishedAtOnce = 500;

    /// <summary>What a partition keeps: enough for the brake of an end-to-end run, little enough to be reached in every run.</summary>
    private const long RetainedBytes = 32 << 20;

    /// <summary>Runs the three phases.</summary>
    public async Task<Figures> RunAsync(ILoad load)
    {
        double publish = await MeasureAsync(fill: false, async (broker, tally, stop) => await load.PublishAsync(broker, Hub, tally, stop), tally => tally.Published);
        double receive = await MeasureAsync(fill: true, async (broker, tally, stop) => await load.ReceiveAsync(broker, Hub, tally, stop), tally => tally.Received);
        double endToEnd = await MeasureAsync(
            fill: false,
            (broker, tally, stop) => Task.WhenAll(load.ReceiveAsync(broker, Hub, tally, stop), load.PublishAsync(broker, Hub, tally, stop)),
            tally => tally.Received,
            isEndToEnd: true);
        return new Figures(load.Name, publish, receive, endToEnd);
    }

    private async Task<double> MeasureAsync(
        bool fill, Func<EventHubsBroker, Tally, CancellationToken, Task> work, Func<Tally, long> count, bool isEndToEnd = false)
    {
        var brokerOptions = new EventHubsBrokerOptions().AddHub(Hub, options.PartitionCount);
        brokerOptions.Retention.MaximumBytes = RetainedBytes;
        await using EventHubsBroker broker = await EventHubsBroker.StartAsync(brokerOptions);
        long stored = fill ? Fill(broker) : long.MaxValue;

        var tally = new Tally(isEndToEnd);
        using var stop = new CancellationTokenSource();
        Task working = work(broker, tally, stop.Token);
        await UntilAsync(() => count(tally) > 0, working);

        // Connecting, and the just-in-time compiler's first round, are no throughput.
        long start = count(tally);
        long began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < options.Duration && count(tally) < stored && !working.IsCompleted)
        {
            await Task.Delay(10);
            memory.Sample();
        }

        double rate = (count(tally) - start) / Stopwatch.GetElapsedTime(began).TotalSeconds;
        await stop.CancelAsync();
        await working;
        return rate;
    }

    private static async Task UntilAsync(Func<bool> condition, Task working)
    {
        while (!condition() && !working.IsCompleted)
        {
            await Task.Delay(1);
        }
    }

    /// <summary>Publishes as much as the partitions keep, without a client.</summary>
    private long Fill(EventHubsBroker broker)
    {
        NewEvent[] batch = [.. Enumerable.Repeat(new NewEvent(new byte[options.EventSize]), PublishedAtOnce)];
        for (int partition = 0; partition < options.PartitionCount; partition++)
        {
            for (long bytes = 0; bytes < RetainedBytes; bytes += PublishedAtOnce * options.EventSize)
            {
                broker.PublishEvents(Hub, batch, partition.ToString(System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return broker.GetPartitions(Hub).Sum(partition => partition.LastSequenceNumber - partition.BeginSequenceNumber + 1);
    }
}
