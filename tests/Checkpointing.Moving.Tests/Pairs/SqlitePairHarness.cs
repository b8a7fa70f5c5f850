using Checkpointing.Sqlite;

namespace Checkpointing.Moving.Tests.Pairs;

/// <summary>Two files.</summary>
public sealed class SqlitePairHarness : PairHarness
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("checkpointing-moving-");

    public override int Histories => 30;

    protected override ValueTask<(ICheckpointStore From, ICheckpointStore To)> CreatePairAsync(TimeProvider clock) =>
        ValueTask.FromResult<(ICheckpointStore, ICheckpointStore)>((Open("from.db", clock), Open("to.db", clock)));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private SqliteCheckpointStore Open(string file, TimeProvider clock) =>
        new(new SqliteCheckpointStoreOptions { DataSource = Path.Combine(_folder.FullName, file) }, clock);
}
