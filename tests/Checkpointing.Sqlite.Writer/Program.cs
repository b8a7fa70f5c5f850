using Checkpointing;
using Checkpointing.Sqlite;
using Microsoft.Data.Sqlite;

// Takes partition 0 over and advances its checkpoint for ever; each line is a position that the store has acknowledged. With the argument
// "effects" each step waits for a line and is a transaction of this program's own, which also adds a row to the table effects.
ConsumerGroup group = new("contoso.servicebus.windows.net", "orders", "$Default");
await using SqliteCheckpointStore store = new(args[0]);
string? version = (await store.ListOwnershipAsync(group, CancellationToken.None)).Items.SingleOrDefault()?.Version;
long epoch = (await store.ClaimOwnershipAsync(group, [new OwnershipClaim("0", "writer", args[1], version)], CancellationToken.None)).Items.Single().Epoch;
long position = (await store.ReadCheckpointAsync(group, "0", CancellationToken.None))?.SequenceNumber ?? -1;
using SqliteConnection connection = new($"Data Source={args[0]};Pooling=False");
connection.Open();
while (true)
{
    position++;
    CheckpointWrite write = new("0", position, $"{position}", epoch, "writer");
    bool isWritten = args.Length > 2 ? await WriteWithEffectAsync(write) : await WriteAsync(write);
    if (!isWritten)
    {
        return 1;
    }

    await Console.Out.WriteLineAsync($"{position}");
    await Console.Out.FlushAsync();
}

async Task<bool> WriteAsync(CheckpointWrite write) =>
    (await store.WriteCheckpointsAsync(group, [write], CancellationToken.None)).Items.Single().Outcome == CheckpointOutcome.Written;

async Task<bool> WriteWithEffectAsync(CheckpointWrite write)
{
    if (await Console.In.ReadLineAsync() is null)
    {
        return false;
    }

    using SqliteTransaction transaction = connection.BeginTransaction();
    using SqliteCommand command = connection.CreateCommand();
    command.CommandText = "INSERT INTO effects (sequence_number, epoch) VALUES (@sequence_number, @epoch);";
    command.Parameters.AddWithValue("@sequence_number", write.SequenceNumber);
    command.Parameters.AddWithValue("@epoch", write.Epoch);
    command.ExecuteNonQuery();
    try
    {
        await store.WriteCheckpointAsync(transaction, group, write, CancellationToken.None);
    }
    catch (CheckpointRefusedException)
    {
        return false;
    }

    transaction.Commit();
    return true;
}
