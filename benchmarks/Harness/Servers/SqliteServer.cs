using Checkpointing;
using Checkpointing.Sqlite;

namespace Harness.Servers;

/// <summary>A file in a folder of its own.</summary>
internal sealed class SqliteServer : BackendServer
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("checkpointing-benchmark-");

    public override string Name => Backends.Sqlite;

    public override string Description => "a file in a temporary folder, WAL, synchronous=FULL";

    public override string ConnectionString => Path.Combine(_folder.FullName, "store.db");

    public override bool IsEmbedded => true;

    public override async Task<ICheckpointStore> MakeStoreAsync(string connectionString, Action<double>? onRequestUnits = null)
    {
        SqliteCheckpointStore store = new(connectionString);
        await store.ProvisionAsync(CancellationToken.None);
        return store;
    }

    public override ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
