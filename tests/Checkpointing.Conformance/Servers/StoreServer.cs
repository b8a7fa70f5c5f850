using System.Net;
using Checkpointing.Resilience;

namespace Checkpointing.Conformance.Servers;

/// <summary>One real server of a backend that a test has to itself, to cut it off, to kill it and to start it again.</summary>
public abstract class StoreServer : IAsyncDisposable
{
    /// <summary>Where the server listens; the same after a restart.</summary>
    public abstract IPEndPoint EndPoint { get; }

    /// <summary>Ends the server's process as <c>kill -9</c> does. Does nothing if it does not run.</summary>
    public abstract ValueTask KillAsync();

    /// <summary>Starts the server again over the data it left, and returns when it answers.</summary>
    public abstract ValueTask StartAsync();

    /// <summary>Makes a client of its own, with connections of its own.</summary>
    /// <param name="endPoint">Where it connects: the server, or a proxy before it.</param>
    /// <param name="clock">The client's clock.</param>
    /// <param name="resilience">Its time limits and retries.</param>
    public abstract ValueTask<ICheckpointStore> CreateClientAsync(IPEndPoint endPoint, TimeProvider clock, StoreResilienceOptions resilience);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
