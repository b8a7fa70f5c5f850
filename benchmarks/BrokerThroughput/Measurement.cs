using System.Diagnostics;
using Devkit.EventHubs.Broker;

namespace BrokerThroughput;

/// <summary>Measures a client on a fresh hub per phase, all on one broker in this process.</summary>
internal sealed class Measurement(LoadOptions options)
{
    private const string Hub = "load";
    private const int PublishedAtOnce = 500;

    /// <summary>What a partition keeps: enough for <see cref="Tally.MostInFlight"/>, little enough for retention to work in every run.</summary>
    private const long RetainedBytes = 24 << 20;

    /// <summary>Runs the three phases.</summary>
    public async Task<Figures> RunAsync(ILoad load)
    {
        (double publish, _) = await MeasureAsync(
            new Tally(), (broker, tally, stop) => load.PublishAsync(broker, Hub, tally, stop), tally => tally.Published);
        (double receive, _) = await MeasureAsync(
            new Tally(), (broker, tally, stop) => load.ReceiveAsync(broker, Hub, tally, stop), tally => tally.Received, fill: true);
        (double endToEnd, MemoryWatch memory) = await MeasureAsync(
            new Tally(isEndToEnd: true),
            (broker, tally, stop) => Task.WhenAll(load.ReceiveAsync(broker, Hub, tally, stop), load.PublishAsync(broker, Hub, tally, stop)),
            tally => tally.Received);
        return new Figures(load.Name, publish, receive, endToEnd, memory.Describe());
    }

    private async Task<(double Rate, MemoryWatch Memory)> MeasureAsync(
        Tally tally, Func<EventHubsBroker, Tally, CancellationToken, Task> work, Func<Tally, long> count, bool fill = false)
    {
        MemoryWatch memory = MemoryWatch.Begin();
        var brokerOptions = new EventHubsBrokerOptions().AddHub(Hub, options.PartitionCount);
        brokerOptions.Retention.MaximumBytes = RetainedBytes;
        await using EventHubsBroker broker = await EventHubsBroker.StartAsync(brokerOptions);
        long stored = fill ? Fill(broker) : long.MaxValue;

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
        Check(broker, tally, fill);
        return (rate, memory);
    }

    /// <summary>A figure counts only if everything that was counted happened.</summary>
    private static void Check(EventHubsBroker broker, Tally tally, bool isFilled)
    {
        long stored = broker.GetPartitions(Hub).Sum(partition => partition.LastSequenceNumber + 1);
        if (!isFilled && stored < tally.Published)
        {
            throw new InvalidOperationException($"{tally.Published} events were accepted and {stored} stored.");
        }

        if (tally.Received > stored)
        {
            throw new InvalidOperationException($"{stored} events were stored and {tally.Received} received.");
        }
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
