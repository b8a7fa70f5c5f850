namespace Checkpointing.Postgres.Tests;

/// <summary>Tables as released versions wrote them, kept as SQL in the folder Format, are read and continued by the present one.</summary>
public sealed class PostgresFormatTests(PostgresFixture postgres) : PostgresTest(postgres)
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Format");

    public static TheoryData<string> Versions => [.. Directory.GetFiles(Folder, "*.sql").Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Tables_of_that_version_are_understood_and_continued(string version)
    {
        await ExecuteAsync((await File.ReadAllTextAsync(Path.Combine(Folder, version), Token)).Replace("{schema}", Schema, StringComparison.Ordinal));
        PostgresCheckpointStore store = Open();

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
        string kept = Postgres.NewSchema();
        await ExecuteAsync((await File.ReadAllTextAsync(Path.Combine(Folder, "0.1.0.sql"), Token)).Replace("{schema}", kept, StringComparison.Ordinal));
        await Open().ProvisionAsync(Token);

        (await ColumnsAsync(Schema)).ShouldBe(await ColumnsAsync(kept));
        await ExecuteAsync($"DROP SCHEMA \"{kept}\" CASCADE");
    }

    private Task<object?> ColumnsAsync(string schema) => QueryAsync(
        $"""
        SELECT string_agg(concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default, collation_name), E'\n' ORDER BY table_name, ordinal_position)
        FROM information_schema.columns WHERE table_schema = '{schema}'
        """);
}
