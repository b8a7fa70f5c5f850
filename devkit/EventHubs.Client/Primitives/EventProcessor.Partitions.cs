using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Core;
using Azure.Messaging.EventHubs.Processor;

namespace Azure.Messaging.EventHubs.Primitives;

public abstract partial class EventProcessor<TPartition>
{
    private void StartPartition(string partitionId, CancellationToken cancellationToken)
    {
        TPartition partition = null;
        try
        {
            partition = new TPartition { PartitionId = partitionId };
            var processor = new PartitionProcessor<TPartition>(partition, cancellationToken);
            processor.Start(ProcessPartitionAsync);
            _partitions[partitionId] = processor;
        }
        catch (Exception exception)
        {
            ReportError(exception, partition, OperationText.ClaimOwnership);
        }
    }

    /// <summary>Waits for the batch handler that is under way, and for what <see cref="OnPartitionProcessingStoppedAsync"/> does synchronously.</summary>
    private Task StopPartitionAsync(string partitionId, ProcessingStoppedReason reason, CancellationToken cancellationToken) =>
        _partitions.TryGetValue(partitionId, out var processor)
            ? processor.StopOnce(processing => EndPartitionAsync(processor, processing, reason, cancellationToken))
            : Task.CompletedTask;

    private async Task EndPartitionAsync(PartitionProcessor<TPartition> processor, Task processing, ProcessingStoppedReason reason, CancellationToken cancellationToken)
    {
        try
        {
            await OnPartitionProcessingStoppedAsync(processor.Partition, processing.IsFaulted ? ProcessingStoppedReason.OwnershipLost : reason, cancellationToken).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The contract of the original: what this handler throws concerns nobody.
        catch (Exception)
        {
        }
#pragma warning restore CA1031

        // By identifier, as in the original: if the partition was regained while a slow handler ran, this removes its new entry.
        if (_partitions.TryRemove(processor.Partition.PartitionId, out var current))
        {
            current.Dispose();
        }
    }

    private async Task ProcessPartitionAsync(PartitionProcessor<TPartition> processor)
    {
        var partition = processor.Partition;
        var token = processor.Token;
        var operation = OperationText.ClaimOwnership;
        EventHubConnection connection;
        EventPosition position;
        try
        {
            await OnInitializingPartitionAsync(partition, token).ConfigureAwait(false);
            operation = OperationText.ListCheckpoints;
            var checkpoint = await GetCheckpointAsync(partition.PartitionId, token).ConfigureAwait(false);
            position = checkpoint?.StartingPosition ?? _options.DefaultStartingPosition;
            operation = OperationText.ReadEvents;
            connection = CreateConnection();
        }
        catch (OperationCanceledException) when (processor.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            ReportError(exception, partition, operation);
            throw;
        }

        try
        {
            await ReadPartitionAsync(processor, connection, position).ConfigureAwait(false);
        }
        finally
        {
            await connection.CloseAsync(CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private LastEnqueuedEventProperties ReadLastEnqueued(string partitionId) =>
        _partitions.TryGetValue(partitionId, out var processor) && processor.Consumer is { } consumer
            ? consumer.LastEnqueued
            : throw ClosedClient.Exception(EventHubName, $"The reader of the partition '{partitionId}'");
}
