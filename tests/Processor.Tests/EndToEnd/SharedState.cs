using Checkpointing;
using Checkpointing.Memory;
using Checkpointing.Postgres;
using Checkpointing.Sqlite;
using Checkpointing.Tests.Services;

namespace Processor.Tests.EndToEnd;

/// <summary>What several stores keep in common, as if each were in a process of its own: memory, a file, or a schema of a server.</summary>
internal sealed class SharedState : IAsyncDisposable
{
    private readonly InMemoryCheckpointStore _memory = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("checkpointing-state-");
    private readonly List<IAsyncDisposable> _stores = [];
    private readonly string _storeName;
    private readonly Postgres? _postgres;

    private SharedState(string storeName, Postgres? postgres)
    {
        _storeName = storeName;
        _postgres = postgres;
    }

    /// <summary>Makes it; skips or fails the running test if its server is absent.</summary>
    public static async Task<SharedState> MakeAsync(string storeName)
    {
        if (storeName != "Postgres")
        {
            return new SharedState(storeName, postgres: null);
        }

        Postgres.Needed();
        return new SharedState(storeName, await Postgres.StartAsync());
    }

    /// <summary>Opens another store on it, connected and provisioned: a processor has less patience than a server that has just started may need.</summary>
    public async Task<ICheckpointStore> OpenAsync()
    {
        ICheckpointStore store = _storeName switch
        {
            "Postgres" => new PostgresCheckpointStore(new PostgresCheckpointStoreOptions { ConnectionString = _postgres!.ConnectionString, Schema = _folder.Name }),
            "Sqlite" => new SqliteCheckpointStore(Path.Combine(_folder.FullName, "checkpoints.db")),
            _ => _memory.CreateClient(),
        };
        if (store is IAsyncDisposable disposable)
        {
            _stores.Add(disposable);
        }

        await ((ICheckpointStoreProvisioner)store).ProvisionAsync(TestContext.Current.CancellationToken);
        return store;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable store in _stores)
        {
            await store.DisposeAsync();
        }

        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }
}
