using Checkpointing;
using Checkpointing.Sqlite;

// Takes partition 0 over and advances its checkpoint for ever; each line is a position that the store has acknowledged.
ConsumerGroup group = new("contoso.servicebus.windows.net", "orders", "$Default");
await using SqliteCheckpointStore store = new(args[0]);
string? version = (await store.ListOwnershipAsync(group, CancellationToken.None)).Items.SingleOrDefault()?.Version;
long epoch = (await store.ClaimOwnershipAsync(group, [new OwnershipClaim("0", "writer", args[1], version)], CancellationToken.None)).Items.Single().Epoch;
long position = (await store.ReadCheckpointAsync(group, "0", CancellationToken.None))?.SequenceNumber ?? -1;
while (true)
{
    position++;
    PartitionResults<CheckpointWriteResult> results = await store.WriteCheckpointsAsync(
        group, [new CheckpointWrite("0", position, $"{position}", epoch, "writer")], CancellationToken.None);
    if (results.Items.Single().Outcome != CheckpointOutcome.Written)
    {
        return 1;
    }

    await Console.Out.WriteLineAsync($"{position}");
    await Console.Out.FlushAsync();
}
