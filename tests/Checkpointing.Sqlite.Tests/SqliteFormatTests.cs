using Microsoft.Data.Sqlite;

namespace Checkpointing.Sqlite.Tests;

/// <summary>Files as released versions wrote them, kept as SQL in the folder Format, are read and continued by the present one.</summary>
public sealed class SqliteFormatTests : SqliteTest
{
    public static TheoryData<string> Versions => [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Format"), "*.sql").Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_file_of_that_version_is_understood_and_continued(string version)
    {
        using (SqliteConnection connection = Connect())
        {
            Execute(connection, await System.IO.File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Format", version), Token));
        }

        SqliteCheckpointStore store = Open();

        PartitionOwnership[] owners = [.. (await store.ListOwnershipAsync(Group, Token)).Items];
        owners.Select(item => (item.PartitionId, item.OwnerId, item.OwnerInstance, item.Epoch)).ShouldBe([("0", "processor-1", "start-1", 3L), ("1", "", null, 2L)]);
        Checkpoint[] checkpoints = [.. (await store.ListCheckpointsAsync(Group, Token)).Items];
        checkpoints.Select(item => (item.PartitionId, item.SequenceNumber, item.Offset, item.Epoch, item.WrittenBy)).ShouldBe(
            [("0", 1234L, "567890", 3L, "processor-1"), ("1", 7L, null, 2L, "operator"), ("2", 5L, "50", 0L, "copy")]);
        (await WriteAsync(store, 1235, epoch: 3)).ShouldBe(CheckpointOutcome.Written);
        (await WinAsync(store, "1", owners[1].Version)).Epoch.ShouldBe(3);
        (await WinAsync(store, "2")).Epoch.ShouldBe(1);
    }

    [Fact]
    public async Task The_newest_format_has_the_tables_that_the_present_version_makes()
    {
        await WinAsync(Open());
        using SqliteConnection present = Connect();
        using SqliteConnection kept = new("Data Source=:memory:");
        kept.Open();
        Execute(kept, await System.IO.File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Format", "0.1.0.sql"), Token));
        const string Columns = "SELECT group_concat(name || ' ' || type || ' ' || \"notnull\" || ' ' || pk) FROM pragma_table_info('checkpointing_partitions')";

        Query(present, Columns).ShouldBe(Query(kept, Columns));
    }
}
