using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Core.Transport;

namespace Azure.Messaging.EventHubs.Primitives;

public abstract partial class EventProcessor<TPartition>
{
    private const string NoPartition = "-1";

    private static readonly TimeSpan ValidationWait = TimeSpan.FromMilliseconds(5);

    private async Task ValidateAsync(CancellationToken cancellationToken)
    {
        var checks = Task.WhenAll(ValidateHubAsync(cancellationToken), ValidateStoreAsync(cancellationToken));
        await checks.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (checks.Exception is { } failures)
        {
            throw failures;
        }

        // Completed or cancelled.
        await checks.ConfigureAwait(false);
    }

    private async Task ValidateStoreAsync(CancellationToken cancellationToken) =>
        await GetCheckpointAsync(NoPartition, cancellationToken).ConfigureAwait(false);

    private async Task ValidateHubAsync(CancellationToken cancellationToken)
    {
        var connection = CreateConnection();
        try
        {
            var properties = await connection.Transport.GetPropertiesAsync(RetryPolicy, cancellationToken).ConfigureAwait(false);
            await ValidateGroupAsync(connection, ChoosePartition(properties.PartitionIds), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await connection.CloseAsync(CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ValidateGroupAsync(EventHubConnection connection, string partitionId, CancellationToken cancellationToken)
    {
        var consumer = connection.Transport.CreateConsumer(new ConsumerSettings
        {
            ConsumerGroup = ConsumerGroup,
            PartitionId = partitionId,
            Identifier = $"SV-{Identifier}",
            Position = EventPosition.Earliest,
            RetryPolicy = RetryPolicy,
            PrefetchCount = 0,
        });
        try
        {
            await consumer.ReceiveAsync(1, ValidationWait, cancellationToken).ConfigureAwait(false);
        }
        catch (EventHubsException exception)
            when (exception.Reason is EventHubsException.FailureReason.ConsumerDisconnected or EventHubsException.FailureReason.QuotaExceeded)
        {
            // Somebody reads with precedence, so the consumer group is there to be read.
        }
        finally
        {
            await consumer.CloseAsync(CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // The upper bound of Next is exclusive, so the last partition of several is never chosen: harmless, and as in the original.
    private static string ChoosePartition(string[] partitionIds) => partitionIds[new Random().Next(0, partitionIds.Length - 1)];
}
