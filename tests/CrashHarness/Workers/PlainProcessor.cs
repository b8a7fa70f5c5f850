using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Processor;
using Checkpointing.Policies;
using Checkpointing.Processor.Hosting;
using CrashHarness.Journals;

namespace CrashHarness.Workers;

/// <summary>What users of the SDK write: its own processor over a checkpoint store, and a checkpoint that is waited for whenever the policy wants one.</summary>
internal sealed class PlainProcessor(CheckpointStore store, EventHubsProcessorOptions options, JournalWriter journal, WorkerSettings settings)
    : PluggableCheckpointStoreEventProcessor<PlainPartition>(store, options.BatchSize, options.ConsumerGroup, options.ConnectionString, options.EventHubName, ToSdk(options))
{
    protected override async Task OnProcessingEventBatchAsync(IEnumerable<EventData> events, PlainPartition partition, CancellationToken cancellationToken)
    {
        EventData? last = null;
        foreach (EventData eventData in events)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                break;
            }

            if (settings.Work > TimeSpan.Zero)
            {
                await Task.Delay(settings.Work, CancellationToken.None);
            }

            JournalHandler.Note(journal, eventData, partition.PartitionId, epoch: 0);
            last = eventData;
            partition.Uncovered++;
            await CheckpointIfDueAsync(partition, last, isEndOfBatch: false);
        }

        if (last is not null && partition.Uncovered > 0)
        {
            await CheckpointIfDueAsync(partition, last, isEndOfBatch: true);
        }
    }

    protected override Task OnProcessingErrorAsync(Exception exception, PlainPartition partition, string operationDescription, CancellationToken cancellationToken)
    {
        Console.WriteLine($"{operationDescription} partition {partition?.PartitionId}: {exception.GetType().Name}: {exception.Message}");
        return Task.CompletedTask;
    }

    private static EventProcessorOptions ToSdk(EventHubsProcessorOptions options) => new()
    {
        Identifier = options.Identifier,
        DefaultStartingPosition = EventPosition.Earliest,
        PrefetchCount = options.PrefetchCount,
        MaximumWaitTime = options.MaximumWaitTime,
        LoadBalancingStrategy = options.LoadBalancingStrategy,
        LoadBalancingUpdateInterval = options.LoadBalancingUpdateInterval,
        PartitionOwnershipExpirationInterval = options.PartitionOwnershipExpirationInterval,
        RetryOptions = options.RetryOptions,
    };

    private async Task CheckpointIfDueAsync(PlainPartition partition, EventData last, bool isEndOfBatch)
    {
        if (options.CheckpointPolicy.IsDue(new CheckpointProgress(partition.Uncovered, isEndOfBatch)))
        {
            await UpdateCheckpointAsync(partition.PartitionId, CheckpointPosition.FromEvent(last), CancellationToken.None);
            partition.Uncovered = 0;
        }
    }
}
