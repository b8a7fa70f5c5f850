using Checkpointing;
using Checkpointing.Memory;

namespace Harness.Servers;

/// <summary>The reference store in this process. All its clients are one object.</summary>
internal sealed class MemoryServer : BackendServer
{
    private readonly InMemoryCheckpointStore _store = new();

    public override string Name => Backends.Memory;

    public override string Description => "in this process";

    public override string ConnectionString => "";

    public override bool IsEmbedded => true;

    public override Task<ICheckpointStore> MakeStoreAsync(string connectionString, Action<double>? onRequestUnits = null) => Task.FromResult<ICheckpointStore>(_store);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
