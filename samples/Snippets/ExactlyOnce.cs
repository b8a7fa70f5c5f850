using Azure.Messaging.EventHubs;
using Checkpointing.Processor.Handling;
using Microsoft.Data.Sqlite;

namespace Snippets;

internal sealed class OrderBook : IEventHandler
{
    public async Task HandleAsync(EventData order, ProcessingContext context, CancellationToken token)
    {
        using SqliteConnection connection = new("Data Source=/var/lib/orders/orders.db");
        connection.Open();
        using SqliteTransaction transaction = connection.BeginTransaction();
        Book(order, transaction);
        await context.CheckpointAsync(order, transaction, token);
        await transaction.CommitAsync(token);
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
