using Azure.Messaging.EventHubs.Primitives;
using Azure.Storage.Blobs;
using Checkpointing.Processor;
using Checkpointing.Processor.Receiving;
using Checkpointing.Processor.Hosting;
using Compare.Contest;
using Compare.Reading;
using Compare.Results;
using Compare.Rival;
using Devkit.EventHubs.Broker;
using Harness.Readings;
using Harness.Servers;

namespace Compare.Costs;

/// <summary>Counts what processors ask of their stores: with each policy under a steady load, and without events. It measures no times.</summary>
/// <param name="broker">The broker, in this process.</param>
/// <param name="settings">What is measured.</param>
internal sealed class CostCounter(EventHubsBroker broker, RunSettings settings)
{
    /// <summary>The hub with a steady load.</summary>
    public const string BusyHub = "busy";

    /// <summary>Its partitions.</summary>
    public const int BusyPartitions = 8;

    /// <summary>Its events in a second, over all partitions.</summary>
    public const int Rate = 1000;

    /// <summary>The hub without events.</summary>
    public const string IdleHub = "idle";

    private const string Million = "million events";
    private const string Hour = "hour";

    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Counts a backend's requests per million events without checkpoints, which is what a processor asks for in any case, and with each policy. The ones that merge run beside each other, each with a store of
    /// its own; waiting for each event comes after.
    /// </summary>
    public async Task<IReadOnlyList<CostResult>> RunBusyAsync(BackendServer server)
    {
        CostResult[] merging = await Task.WhenAll(ReadingPolicy.Coalesced.Prepend(ReadingPolicy.None).Select(policy => CountBusyAsync(server, policy, settings.Counted)));
        return [.. merging, await CountBusyAsync(server, ReadingPolicy.Awaited, settings.CountedAwaited)];
    }

    /// <summary>Counts a backend's requests per hour of a processor without events.</summary>
    public async Task<CostResult> RunIdleAsync(BackendServer server)
    {
        await using Meter meter = await Meter.StartAsync(server);
        EventHubsProcessor processor = EventHubsProcessor.Create(
            meter.Store!,
            new CourseHandler(new Course(1, 1, TimeSpan.Zero), isAwaiting: false),
            new EventHubsProcessorOptions { ConnectionString = broker.GetConnectionString(IdleHub), ConsumerGroup = NewGroup() });
        return await CountIdleAsync(server, Roles.Store, meter, processor);
    }

    /// <summary>The same for the SDK's processor with Microsoft's algorithm.</summary>
    public async Task<CostResult> RunIdleRivalAsync(BackendServer server)
    {
        await using Meter meter = Meter.StartBare(server);
        BlobContainerClient container = new(meter.Connection, $"rival-{Guid.NewGuid():n}");
        await container.CreateIfNotExistsAsync();
        SdkProcessor processor = new(
            new Course(1, 1, TimeSpan.Zero), new MicrosoftBlobStore(container), EventHubsProcessorOptions.DefaultBatchSize, NewGroup(), broker.GetConnectionString(IdleHub), new EventProcessorOptions());
        return await CountIdleAsync(server, Roles.Rival, meter, processor);
    }

    private static string NewGroup() => $"cost-{Guid.NewGuid():n}";

    /// <summary>What was asked while so many events were handled, or in so many seconds, for so many of them.</summary>
    internal static CostResult Result(BackendServer server, string role, ReadingPolicy? policy, MeterReading asked, double counted, double per) => new()
    {
        Store = server.Name,
        Role = role,
        Policy = policy?.Name,
        Per = policy is null ? Hour : Million,
        Counted = counted,
        Requests = asked.Requests * per / counted,
        Bytes = asked.Bytes * per / counted,
        RequestUnits = asked.Units * per / counted,
    };

    private async Task<CostResult> CountBusyAsync(BackendServer server, ReadingPolicy policy, TimeSpan counted)
    {
        await using Meter meter = await Meter.StartAsync(server);
        Course course = new(BusyPartitions, long.MaxValue, TimeSpan.Zero);
        EventHubsProcessorOptions options = policy.ToOptions(broker.GetConnectionString(BusyHub), NewGroup());
        options.StartPosition = StartPosition.Latest;
        EventHubsProcessor processor = EventHubsProcessor.Create(meter.Store!, new CourseHandler(course, policy.IsAwaiting), options);
        await processor.StartProcessingAsync();
        await course.WhenCompleteAsync();
        course.Open();
        await Task.Delay(Settle);
        MeterReading before = meter.Now;
        long first = course.Handled;
        do
        {
            await Task.Delay(counted);
        }
        while (course.Handled == first);
        MeterReading asked = meter.Now - before;
        long events = course.Handled - first;
        await processor.StopProcessingAsync();
        return Result(server, Roles.Store, policy, asked, events, 1e6);
    }

    /// <remarks>A cold start takes a second or two; what is counted begins after it, and ends before anything is given up.</remarks>
    private async Task<CostResult> CountIdleAsync(BackendServer server, string role, Meter meter, EventProcessor<EventProcessorPartition> processor)
    {
        await processor.StartProcessingAsync();
        await UntilQuietAsync(meter);
        MeterReading before = meter.Now;
        await Task.Delay(settings.Idle);
        MeterReading asked = meter.Now - before;
        await processor.StopProcessingAsync();
        return Result(server, role, policy: null, asked, settings.Idle.TotalSeconds, 3600);
    }

    /// <summary>Waits until a processor that has started asks for no more than a few lists in a second.</summary>
    private static async Task UntilQuietAsync(Meter meter)
    {
        const long quiet = 4;
        MeterReading last;
        do
        {
            last = meter.Now;
            await Task.Delay(Settle);
        }
        while (last.Requests == 0 || (meter.Now - last).Requests > quiet);
    }
}
