using Checkpointing.Sqlite;

namespace Checkpointing.Cli.Tests.Dashboard;

/// <summary>A group with ten thousand partitions, of which the store alone knows. The checkpoint of each is its own number.</summary>
internal static class Many
{
    public const int Partitions = 10_000;

    /// <summary>Makes the group in a database in a folder, and gives the settings that lead to it.</summary>
    public static async Task<IReadOnlyDictionary<string, string?>> SettingsAsync(string folder)
    {
        string database = Path.Combine(folder, "many.db");
        await using var own = new SqliteCheckpointStore(database);
        await own.ProvisionAsync(TestContext.Current.CancellationToken);
        PartitionResults<CheckpointWriteResult> written = await own.WriteCheckpointsAsync(
            new ConsumerGroup("contoso.servicebus.windows.net", "orders", "billing"),
            [.. Enumerable.Range(0, Partitions).Select(number => new CheckpointWrite($"{number}", number, Offset: null, Epoch: 0, "worker"))],
            TestContext.Current.CancellationToken);
        written.Items.Count.ShouldBe(Partitions);
        return new Dictionary<string, string?> { ["Checkpointing:Store"] = "Sqlite", ["Checkpointing:Sqlite:DataSource"] = database };
    }
}
