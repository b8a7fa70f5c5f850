using Azure.Messaging.EventHubs;
using Checkpointing;
using Checkpointing.Postgres;
using Checkpointing.Processor.Handling;
using Npgsql;

namespace TransactionalCheckpoint;

/// <summary>Books orders. The booking is no idempotent one: an event that came twice would be booked twice.</summary>
internal sealed class OrderHandler(NpgsqlDataSource dataSource, PostgresCheckpointStore store) : IEventBatchHandler
{
    public async Task HandleAsync(IReadOnlyList<EventData> events, ProcessingContext context, CancellationToken cancellationToken)
    {
        var group = new ConsumerGroup(context.FullyQualifiedNamespace, context.EventHubName, context.ConsumerGroup);
        EventData last = events[^1];
        var checkpoint = new CheckpointWrite(context.PartitionId, last.SequenceNumber, last.OffsetString, context.Epoch, context.Identifier);

        await using NpgsqlConnection connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        await BookAsync(events, context.PartitionId, connection, cancellationToken);
        await store.WriteCheckpointAsync(transaction, group, checkpoint, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task BookAsync(IReadOnlyList<EventData> events, string partitionId, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"INSERT INTO {Ledger.Table} SELECT $1, * FROM unnest($2)", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = partitionId });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. events.Select(order => order.SequenceNumber)] });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
