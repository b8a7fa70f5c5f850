using System.Diagnostics;
using Azure.Messaging.EventHubs.Core;
using Azure.Messaging.EventHubs.Processor;

namespace Azure.Messaging.EventHubs.Primitives;

public abstract partial class EventProcessor<TPartition>
{
    private const double SlowCycleShare = 0.7;

    private static readonly TimeSpan ShortestCycle = TimeSpan.FromMilliseconds(15);

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var connection = CreateConnection();
            try
            {
                while (!cancellationToken.IsCancellationRequested)
                {
                    var delay = await RunCycleAsync(connection, cancellationToken).ConfigureAwait(false);
                    await Task.Delay(delay, cancellationToken).ConfigureAwait(false);
                }
            }
            finally
            {
                await connection.CloseAsync(CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        catch (TaskCanceledException)
        {
            // Also one that the derived class threw by mistake: the loop then ends without a word, as it does in the original.
        }
        catch (Exception exception)
        {
            ReportError(
                new EventHubsException(
                    false,
                    EventHubName,
                    "FATAL: the main loop of the processor failed in a way that it cannot recover from. The processor is being stopped; it can be started again after that",
                    EventHubsException.FailureReason.InvalidClientState,
                    exception),
                null,
                OperationText.ProcessorLoop);

            // Not awaited: stopping waits for this task.
            _ = Task.Run(() => StopAsync(CancellationToken.None), CancellationToken.None);
            throw;
        }
    }

    private async Task<TimeSpan> RunCycleAsync(EventHubConnection connection, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var partitionIds = await TryListPartitionIdsAsync(connection, cancellationToken).ConfigureAwait(false);
        try
        {
            await BalanceAsync(partitionIds, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not TaskCanceledException)
        {
            ReportError(exception, null, OperationText.ProcessorLoop);
            return ShortestCycle;
        }

        var elapsed = Stopwatch.GetElapsedTime(started);
        WarnOfSlowCycle(elapsed);
        if (_options.LoadBalancingStrategy == LoadBalancingStrategy.Greedy && !_balancer.IsBalanced)
        {
            return ShortestCycle;
        }

        var rest = _options.LoadBalancingUpdateInterval - elapsed;
        return rest > ShortestCycle ? rest : ShortestCycle;
    }

    private async Task<string[]> TryListPartitionIdsAsync(EventHubConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            return await ListPartitionIdsAsync(connection, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not TaskCanceledException)
        {
            ReportError(exception, null, OperationText.GetPartitionIds);
            return [];
        }
    }

    private async Task BalanceAsync(string[] partitionIds, CancellationToken cancellationToken)
    {
        if (partitionIds.Length > 0)
        {
            try
            {
                var claimed = await _balancer.RunCycleAsync(partitionIds, cancellationToken).ConfigureAwait(false);
                if (claimed is not null && !_partitions.ContainsKey(claimed))
                {
                    StartPartition(claimed, cancellationToken);
                }
            }
            catch (Exception exception) when (exception is not TaskCanceledException)
            {
                ReportError(exception, null, OperationText.LoadBalancing);
            }
        }

        foreach (var lost in _partitions.Keys.Where(id => !_balancer.Owns(id)))
        {
            // Not awaited: a handler that does not end must not keep the other partitions from being renewed.
            _ = StopPartitionAsync(lost, ProcessingStoppedReason.OwnershipLost, cancellationToken);
        }

        foreach (var owned in _balancer.OwnedPartitionIds)
        {
            if (!_partitions.TryGetValue(owned, out var partition) || partition.Processing.IsCompleted)
            {
                // Asked last: a processor that is being stopped ends its partitions itself, and they are not to be started anew.
                if (cancellationToken.IsCancellationRequested)
                {
                    return;
                }

                await StopPartitionAsync(owned, ProcessingStoppedReason.OwnershipLost, cancellationToken).ConfigureAwait(false);
                StartPartition(owned, cancellationToken);
            }
        }
    }

    private void WarnOfSlowCycle(TimeSpan elapsed)
    {
        var expiration = _options.PartitionOwnershipExpirationInterval;
        if (elapsed >= expiration * SlowCycleShare)
        {
            ReportError(
                new EventHubsException(
                    true,
                    EventHubName,
                    $"A load balancing cycle took {elapsed.TotalSeconds:0.00} seconds, while the ownership of partitions expires after {expiration.TotalSeconds} seconds. "
                    + "Other processors may take partitions over that this one still processes"),
                null,
                OperationText.ProcessorLoop);
        }
    }

    // Never awaited, never cancelled, and what the handler throws is lost: as in the original.
    private void ReportError(Exception exception, TPartition partition, string operation) =>
        _ = Task.Run(() => OnProcessingErrorAsync(exception, partition, operation, CancellationToken.None), CancellationToken.None);
}
