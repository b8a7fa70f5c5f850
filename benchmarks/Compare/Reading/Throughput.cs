using System.Globalization;
using Checkpointing;
using Checkpointing.Processor;
using Compare.Results;
using Harness;
using Harness.Network;
using Harness.Readings;
using Harness.Servers;

namespace Compare.Reading;

/// <summary>Reads a full hub again and again, the policies in turn, with handlers that do nothing: whatever else happens is overhead.</summary>
/// <param name="broker">The broker, in a process of its own.</param>
/// <param name="settings">What is measured.</param>
internal sealed class Throughput(LoadedBroker broker, RunSettings settings)
{
    /// <summary>Partitions of the full hub.</summary>
    public const int Partitions = 8;

    private int _readings;

    /// <summary>Measures one backend.</summary>
    /// <param name="server">The backend.</param>
    /// <param name="distance">The added round-trip time in milliseconds.</param>
    public async Task<IReadOnlyList<ThroughputResult>> RunAsync(BackendServer server, double distance)
    {
        await using DistanceProxy? proxy = distance > 0 ? DistanceProxy.Start(server.EndPoint!) : null;
        ICheckpointStore store = await server.MakeStoreAsync(proxy is null ? server.ConnectionString : server.ConnectionStringAt(proxy.EndPoint));
        try
        {
            proxy?.Distance = TimeSpan.FromMilliseconds(distance);
            List<Dictionary<ReadingPolicy, (Sample Sample, long Uncovered)>> rounds = [];
            for (int round = settings.HasWarmUps ? -1 : 0; round < settings.Rounds; round++)
            {
                Dictionary<ReadingPolicy, (Sample, long)> samples = [];
                foreach (ReadingPolicy policy in round % 2 == 0 ? settings.Policies : settings.Policies.Reverse())
                {
                    samples[policy] = await ReadAsync(new CountingStore(store), server, policy);
                }

                // The just-in-time compiler's first round is no throughput.
                if (round >= 0)
                {
                    rounds.Add(samples);
                }
            }

            proxy?.Distance = TimeSpan.Zero;
            return [.. settings.Policies.Select(policy => Sum(server.Name, policy, distance, rounds))];
        }
        finally
        {
            await Disposal.AllAsync(store);
        }
    }

    private static ThroughputResult Sum(string store, ReadingPolicy policy, double distance, List<Dictionary<ReadingPolicy, (Sample Sample, long Uncovered)>> rounds)
    {
        bool isWithout = policy == ReadingPolicy.None;
        double[] toNone = [.. rounds.Select(round => round[policy].Sample.PerSecond / round[ReadingPolicy.None].Sample.PerSecond).Order()];
        return new ThroughputResult
        {
            Store = store,
            Policy = policy.Name,
            DistanceMs = distance,
            Rounds = rounds.Count,
            EventsPerSecond = Median(sample => sample.PerSecond),
            ToNone = Percentiles.At(toNone, 0.5),
            ToNoneLeast = toNone[0],
            ToNoneMost = toNone[^1],
            ReplayBound = policy.ReplayBound,
            Uncovered = isWithout ? null : rounds.Max(round => round[policy].Uncovered),
            BytesPerEvent = Finite(Median(sample => sample.BytesPerEvent)),
            CpuMicroseconds = Finite(Median(sample => sample.Microseconds)),
            BrokerCpuMicroseconds = Finite(Median(sample => sample.BrokerMicroseconds ?? double.NaN)),
            ServerCpuMicroseconds = Finite(Median(sample => sample.ServerMicroseconds ?? double.NaN)),
        };

        static double? Finite(double value) => double.IsFinite(value) ? value : null;

        double Median(Func<Sample, double> figure) => Percentiles.At([.. rounds.Select(round => figure(round[policy].Sample)).Order()], 0.5);
    }

    private async Task<(Sample Sample, long Uncovered)> ReadAsync(CountingStore store, BackendServer server, ReadingPolicy policy)
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        Course course = new(Partitions, settings.Events / Partitions * Partitions, settings.LongestReading);
        Exposure exposure = new(course);
        store.OnWritten = exposure.Note;

        // A consumer group for each reading: each begins at the first event, and none finds records of another.
        string group = string.Create(CultureInfo.InvariantCulture, $"reading-{++_readings}");
        EventHubsProcessor processor = EventHubsProcessor.Create(store, new CourseHandler(course, policy.IsAwaiting), policy.ToOptions(broker.Full, group));
        await processor.StartProcessingAsync();
        try
        {
            return (await course.MeasureAsync(store, server, broker), exposure.Most);
        }
        finally
        {
            await processor.StopProcessingAsync();
        }
    }
}
