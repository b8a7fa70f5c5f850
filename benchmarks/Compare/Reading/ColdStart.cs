using System.Diagnostics;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Storage.Blobs;
using Checkpointing;
using Checkpointing.Processor;
using Checkpointing.Processor.Hosting;
using Compare.Contest;
using Compare.Results;
using Compare.Rival;
using Devkit.EventHubs.Broker;
using Harness;
using Harness.Network;
using Harness.Readings;
using Harness.Servers;

namespace Compare.Reading;

/// <summary>One processor on a hub that nobody reads: from its start until each partition has its first event in hand.</summary>
/// <param name="broker">The broker, in this process.</param>
/// <param name="repetitions">How often.</param>
/// <param name="hasWarmUp">Whether one more comes first, which is not counted.</param>
internal sealed class ColdStart(EventHubsBroker broker, int repetitions, bool hasWarmUp)
{
    /// <summary>The hub, with one event in each of its partitions.</summary>
    public const string Hub = "cold";

    private static readonly string Scenario = FormattableString.Invariant($"cold start on {Sizes.Batch} partitions");

    /// <summary>Measures a store.</summary>
    /// <param name="server">Its server.</param>
    /// <param name="distance">The added round-trip time in milliseconds.</param>
    public Task<ScenarioResult> RunAsync(BackendServer server, double distance) => WithProxyAsync(server, distance, async (proxy, repeated) =>
    {
        ICheckpointStore store = await server.MakeStoreAsync(ConnectionString(server, proxy));
        CountingStore counted = new(store);
        try
        {
            return await RunAsync(
                server.Name,
                Roles.Store,
                proxy,
                distance,
                repeated,
                (course, group) => EventHubsProcessor.Create(
                    counted, new CourseHandler(course, isAwaiting: false), new EventHubsProcessorOptions { ConnectionString = broker.GetConnectionString(Hub), ConsumerGroup = group }),
                () => counted.Counts.Total);
        }
        finally
        {
            await Disposal.AllAsync(store);
        }
    });

    /// <summary>Measures the SDK's processor with Microsoft's algorithm.</summary>
    /// <param name="server">The blob service.</param>
    /// <param name="distance">The added round-trip time in milliseconds.</param>
    public Task<ScenarioResult> RunRivalAsync(BackendServer server, double distance) => WithProxyAsync(server, distance, async (proxy, repeated) =>
    {
        BlobContainerClient container = new(ConnectionString(server, proxy), $"rival-{Guid.NewGuid():n}");
        await container.CreateIfNotExistsAsync();
        try
        {
            MicrosoftBlobStore store = new(container);
            return await RunAsync(
                server.Name,
                Roles.Rival,
                proxy,
                distance,
                repeated,
                (course, group) => new SdkProcessor(
                    course, store, EventHubsProcessorOptions.DefaultBatchSize, group, broker.GetConnectionString(Hub), new EventProcessorOptions()),
                calls: null);
        }
        finally
        {
            await container.DeleteIfExistsAsync();
        }
    });

    private static string ConnectionString(BackendServer server, DistanceProxy? proxy) => proxy is null ? server.ConnectionString : server.ConnectionStringAt(proxy.EndPoint);

    /// <summary>Measures without a proxy where there is no distance, and counts the round trips by one more run through a proxy.</summary>
    private async Task<ScenarioResult> WithProxyAsync(BackendServer server, double distance, Func<DistanceProxy?, int, Task<ScenarioResult>> measure)
    {
        ScenarioResult? near = distance == 0 ? await measure(null, repetitions) : null;
        if (server.EndPoint is null)
        {
            return near!;
        }

        await using DistanceProxy proxy = DistanceProxy.Start(server.EndPoint);
        ScenarioResult through = await measure(proxy, near is null ? repetitions : 1);
        return near is null ? through : near with { RoundTrips = through.RoundTrips };
    }

    private async Task<ScenarioResult> RunAsync(
        string name, string role, DistanceProxy? proxy, double distance, int repeated, Func<Course, string, EventProcessor<EventProcessorPartition>> make, Func<long>? calls)
    {
        List<TimeSpan> times = [];
        long turns = 0;
        long called = 0;
        long allocated = 0;
        TimeSpan processorTime = TimeSpan.Zero;
        for (int run = hasWarmUp ? -1 : 0; run < repeated; run++)
        {
            // The first one connects and compiles.
            proxy?.Distance = TimeSpan.FromMilliseconds(run < 0 ? 0 : distance);
            Course course = new(Sizes.Batch, long.MaxValue, TimeSpan.Zero);
            EventProcessor<EventProcessorPartition> processor = make(course, $"cold-{Guid.NewGuid():n}");
            (long Turns, long Calls, long Allocated, TimeSpan Cpu) before = (proxy?.Turns ?? 0, calls?.Invoke() ?? 0, GC.GetTotalAllocatedBytes(precise: true), Environment.CpuUsage.TotalTime);
            long started = Stopwatch.GetTimestamp();
            await processor.StartProcessingAsync();
            await course.WhenCompleteAsync();
            if (run >= 0)
            {
                times.Add(Stopwatch.GetElapsedTime(started));
                turns += (proxy?.Turns ?? 0) - before.Turns;
                called += (calls?.Invoke() ?? 0) - before.Calls;
                allocated += GC.GetTotalAllocatedBytes(precise: true) - before.Allocated;
                processorTime += Environment.CpuUsage.TotalTime - before.Cpu;
            }

            course.Open();
            proxy?.Distance = TimeSpan.Zero;
            await processor.StopProcessingAsync();
        }

        return new ScenarioResult
        {
            Store = name,
            Scenario = Scenario,
            Role = role,
            DistanceMs = distance,
            Time = Percentiles.Of(times),
            Calls = calls is null ? null : (double)called / repeated,
            RoundTrips = proxy is null ? null : (double)turns / repeated,
            AllocatedBytes = proxy is null ? (double)allocated / repeated : null,
            CpuMs = proxy is null ? processorTime.TotalMilliseconds / repeated : null,
        };
    }
}
