using System.Diagnostics;
using Azure.Messaging.EventHubs;
using Checkpointing.Processor.Telemetry;
using Processor.Tests.Driven;
using Processor.Tests.Support;

namespace Processor.Tests.Telemetry;

/// <summary>Alone, because a listener to spans that some other test has is the whole process's.</summary>
[Collection(nameof(Alone))]
public sealed class NothingPerEventTests
{
    private const int Count = 10_000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Figures_allocate_nothing_per_event(bool listens)
    {
        using var meters = new CountingListener(listens);
        var driven = new DrivenProcessor(configure: options => options.MeterFactory = meters);
        await driven.StartAsync("0");
        PartitionTelemetry partition = driven.Processor.Figures.Partitions.Single();
        EventData[] events = Events.Range(0, Count);
        EventData[][] batches = [.. events.Chunk(100)];
        Handle(partition, batches);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Handle(partition, batches);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        allocated.ShouldBeLessThan(Count / 10, "less than a tenth of a byte for an event");
        meters.Calls.ShouldBe(listens ? 2 * Count : 0);
    }

    [Fact]
    public async Task Without_a_listener_there_is_no_span()
    {
        var driven = new DrivenProcessor();
        await driven.StartAsync("0");
        ProcessScope call = driven.Processor.Figures.Partitions.Single().Process(Events.At(0));
        Activity.Current.ShouldBeNull();
        call.Succeed();
    }

    private static void Handle(PartitionTelemetry partition, EventData[][] batches)
    {
        foreach (EventData[] batch in batches)
        {
            partition.Delivered(batch);
            foreach (EventData eventData in batch)
            {
                ProcessScope call = partition.Process(eventData);
                call.Succeed();
            }
        }
    }
}
