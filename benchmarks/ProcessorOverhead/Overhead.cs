using System.Globalization;
using Azure.Messaging.EventHubs.Primitives;
using Checkpointing.Policies;
using Checkpointing.Processor;
using Checkpointing.Processor.Hosting;
using Harness.Readings;
using Harness.Servers;

namespace ProcessorOverhead;

/// <summary>Reads the full hub again and again, the variants in turn, so that whatever else the machine does strikes all of them.</summary>
internal sealed class Overhead(LoadedBroker broker, RunOptions options)
{
    private static readonly Variant[] Variants = Enum.GetValues<Variant>();

    private int _readings;

    /// <summary>Measures one backend.</summary>
    public async Task<OverheadResult> RunAsync(Backend backend)
    {
        foreach (Variant variant in Variants)
        {
            // The just-in-time compiler's first round is no throughput.
            await ReadAsync(backend, variant);
        }

        var result = new OverheadResult(backend.Name);
        for (int round = 0; round < options.Rounds; round++)
        {
            var samples = new Dictionary<Variant, Sample>();
            foreach (Variant variant in round % 2 == 0 ? Variants : Variants.Reverse())
            {
                samples[variant] = await ReadAsync(backend, variant);
            }

            result.Rounds.Add(samples);
        }

        return result;
    }

    private async Task<Sample> ReadAsync(Backend backend, Variant variant)
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var course = new Course(options.Partitions, options.Events / options.Partitions * options.Partitions, options.Longest);

        // A consumer group for each reading: each begins at the first event, and none finds records of another.
        string group = string.Create(CultureInfo.InvariantCulture, $"reading-{++_readings}");
        if (variant == Variant.Sdk)
        {
            return await MeasureAsync(MakeSdk(course, group), course, backend: null);
        }

        EventHubsProcessor processor = EventHubsProcessor.Create(
            backend.Store, new CourseHandler(course, isAwaiting: variant == Variant.Awaiting), OptionsOf(variant, group));
        return await MeasureAsync(processor, course, backend);
    }

    private EventHubsProcessorOptions OptionsOf(Variant variant, string group) => new()
    {
        ConnectionString = broker.Full,
        ConsumerGroup = group,
        CheckpointPolicy = variant == Variant.EveryEvent ? CheckpointPolicy.EveryEvent : CheckpointPolicy.Manual,

        // Without checkpoints there is nothing that the bound could wait for.
        MaxUncheckpointedEvents = variant == Variant.EveryEvent ? options.Bound : null,
    };

    private SdkProcessor MakeSdk(Course course, string group) => new(
        course,
        new SdkMemoryStore(),
        EventHubsProcessorOptions.DefaultBatchSize,
        group,
        broker.Full,
        new EventProcessorOptions { PrefetchCount = EventHubsProcessorOptions.DefaultPrefetchCount });

    private async Task<Sample> MeasureAsync(EventProcessor<EventProcessorPartition> processor, Course course, Backend? backend)
    {
        await processor.StartProcessingAsync();
        try
        {
            return await course.MeasureAsync(backend?.Store, backend?.Server, broker);
        }
        finally
        {
            await processor.StopProcessingAsync();
        }
    }
}
