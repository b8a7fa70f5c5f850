using Azure.Messaging.EventHubs;
using Checkpointing;
using Checkpointing.Processor.Handling;
using Checkpointing.Sqlite;
using Microsoft.Data.Sqlite;

namespace Snippets;

internal sealed class OrderBook(SqliteCheckpointStore store) : IEventHandler
{
    public async Task HandleAsync(EventData order, ProcessingContext partition, CancellationToken token)
    {
        using SqliteConnection connection = new("Data Source=/var/lib/orders/orders.db");
        connection.Open();
        using SqliteTransaction transaction = connection.BeginTransaction();
        Book(order, transaction);
        ConsumerGroup group = new(partition.FullyQualifiedNamespace, partition.EventHubName, partition.ConsumerGroup);
        CheckpointWrite write = new(partition.PartitionId, order.SequenceNumber, order.OffsetString, partition.Epoch, partition.Identifier);
        try
        {
            await store.WriteCheckpointAsync(transaction, group, write, token);
            transaction.Commit();
        }
        catch (CheckpointRefusedException refused) when (refused.Outcome == CheckpointOutcome.Stale)
        {
            // Booked before: the event was delivered again.
        }
    }

    private static void Book(EventData order, SqliteTransaction transaction)
    {
        using SqliteCommand command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "INSERT INTO orders (body) VALUES (@body);";
        command.Parameters.AddWithValue("@body", order.EventBody.ToString());
        command.ExecuteNonQuery();
    }
}
