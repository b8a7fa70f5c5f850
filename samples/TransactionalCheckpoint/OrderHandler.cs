using System.Data.Common;
using Azure.Messaging.EventHubs;
using Checkpointing.Processor.Handling;

namespace TransactionalCheckpoint;

/// <summary>Books orders. A booking is not idempotent: an order that came twice would be booked twice.</summary>
internal sealed class OrderHandler(Ledger ledger) : IEventBatchHandler
{
    public async Task HandleAsync(IReadOnlyList<EventData> events, ProcessingContext context, CancellationToken cancellationToken)
    {
        await using DbConnection connection = await ledger.ConnectAsync(cancellationToken);
        await using DbTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ledger.BookAsync(events, context.PartitionId, transaction, cancellationToken);
        await context.CheckpointAsync(events[^1], transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
