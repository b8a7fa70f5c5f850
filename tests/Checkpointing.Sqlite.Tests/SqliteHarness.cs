using Checkpointing.Conformance;

namespace Checkpointing.Sqlite.Tests;

/// <summary>One file in a folder of its own.</summary>
public sealed class SqliteHarness : StoreHarness
{
    private readonly List<SqliteCheckpointStore> _clients = [];
    private readonly TemporaryFolder _folder = new();

    public override StoreTraits Traits => StoreTraits.Embedded;

    public override ValueTask<ICheckpointStore> CreateClientAsync(TimeProvider clock)
    {
        SqliteCheckpointStore client = new(new SqliteCheckpointStoreOptions { DataSource = _folder.File("conformance.db") }, clock);
        lock (_clients)
        {
            _clients.Add(client);
        }

        return ValueTask.FromResult<ICheckpointStore>(client);
    }

    public override async ValueTask RestartAsync()
    {
        foreach (SqliteCheckpointStore client in _clients)
        {
            await client.DisposeAsync();
        }

        _clients.Clear();
    }

    public override async ValueTask DisposeAsync()
    {
        await RestartAsync();
        _folder.Dispose();
    }
}
