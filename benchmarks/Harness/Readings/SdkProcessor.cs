using System.Reflection;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Primitives;

namespace Harness.Readings;

/// <summary>The SDK's processor with a handler that does nothing: the floor.</summary>
internal sealed class SdkProcessor(Course course, CheckpointStore store, int batchSize, string consumerGroup, string connectionString, EventProcessorOptions options)
    : PluggableCheckpointStoreEventProcessor<EventProcessorPartition>(store, batchSize, consumerGroup, connectionString, options)
{
    /// <summary>What is behind the name of the SDK here: Microsoft's package, or the devkit's stand-in for it.</summary>
    public static string Client { get; } = typeof(EventData).Assembly.GetCustomAttribute<AssemblyCompanyAttribute>()?.Company.Contains("Microsoft", StringComparison.Ordinal) == true
        ? $"Azure.Messaging.EventHubs {typeof(EventData).Assembly.GetName().Version}"
        : "the devkit's stand-in for Azure.Messaging.EventHubs";

    protected override async Task OnProcessingEventBatchAsync(IEnumerable<EventData> events, EventProcessorPartition partition, CancellationToken cancellationToken)
    {
        var batch = (IReadOnlyList<EventData>)events;
        if (batch.Count > 0 && !course.IsOpen)
        {
            await course.ArriveAsync(partition.PartitionId);
        }

        foreach (EventData eventData in batch)
        {
            // Whoever keeps a checkpoint asks where an event stands; the stand-in for the SDK decodes that at the first question, the SDK itself in any case.
            _ = eventData.SequenceNumber;
            _ = eventData.OffsetString;
            course.Count();
        }
    }

    protected override Task OnProcessingErrorAsync(
        Exception exception, EventProcessorPartition partition, string operationDescription, CancellationToken cancellationToken)
    {
        course.Fail(exception);
        return Task.CompletedTask;
    }
}
