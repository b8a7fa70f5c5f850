using System.Net;
using Checkpointing;

namespace Harness.Servers;

/// <summary>A backend's server: one that was started for the benchmark, or the one that the environment gives.</summary>
internal abstract class BackendServer : IAsyncDisposable
{
    /// <summary>
    /// The limit of a call that takes a request for each of a thousand records: the emulators need longer for them than a store waits unless it is told to. It makes nothing faster or slower.
    /// </summary>
    protected static readonly TimeSpan ManyRequests = TimeSpan.FromMinutes(5);

    /// <summary>The backend's name.</summary>
    public abstract string Name { get; }

    /// <summary>What it is, in words.</summary>
    public abstract string Description { get; }

    /// <summary>How the backend's driver finds it.</summary>
    public abstract string ConnectionString { get; }

    /// <summary>Where it listens, if a proxy can stand before it; null for an embedded backend and for a given server.</summary>
    public virtual IPEndPoint? EndPoint => null;

    /// <summary>Whether it lies within this process or this machine's files, so that there is no distance to it.</summary>
    public virtual bool IsEmbedded => false;

    /// <summary>Whether a batch takes a request for each record, and not one for all.</summary>
    public virtual bool IsRequestPerRecord => false;

    /// <summary>The processor time so far of the server's processes; null for one within this process, a given one, and where the system does not tell.</summary>
    public virtual TimeSpan? ProcessorTime => null;

    /// <summary>How the driver finds it at another address.</summary>
    /// <param name="endPoint">The address, that of a proxy.</param>
    public virtual string ConnectionStringAt(IPEndPoint endPoint) => throw new NotSupportedException($"{Name} has no address.");

    /// <summary>Makes a client, with the options that a store has unless they are set, over what all clients of this server share; the caller disposes it.</summary>
    /// <param name="connectionString">One of this server's.</param>
    /// <param name="onRequestUnits">Hears what each request was charged, on a backend that charges request units.</param>
    public abstract Task<ICheckpointStore> MakeStoreAsync(string connectionString, Action<double>? onRequestUnits = null);

    /// <summary>Makes a client that connects directly.</summary>
    public Task<ICheckpointStore> MakeStoreAsync() => MakeStoreAsync(ConnectionString);

    /// <summary>Ends it, if it was started here.</summary>
    public abstract ValueTask DisposeAsync();
}
