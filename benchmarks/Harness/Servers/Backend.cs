using Checkpointing;

namespace Harness.Servers;

/// <summary>A counted store and its server.</summary>
/// <param name="server">The server.</param>
/// <param name="store">The store.</param>
internal sealed class Backend(BackendServer server, ICheckpointStore store) : IAsyncDisposable
{
    public string Name => server.Name;

    public CountingStore Store { get; } = new(store);

    public BackendServer Server => server;

    public bool IsRequestPerRecord => server.IsRequestPerRecord;

    public ValueTask DisposeAsync() => Disposal.AllAsync(store, server);
}
