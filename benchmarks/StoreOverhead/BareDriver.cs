using Checkpointing;

namespace StoreOverhead;

/// <summary>One backend: our store, and beside it the driver alone with its cheapest request that moves the same data, on the same server at the same durability.</summary>
internal abstract class BareDriver : IAsyncDisposable
{
    /// <summary>The backend's name.</summary>
    public abstract string Name { get; }

    /// <summary>What the driver does in place of a checkpoint write.</summary>
    public abstract string WriteRequest { get; }

    /// <summary>What the driver does in place of a batch of claims.</summary>
    public abstract string ClaimRequest { get; }

    /// <summary>Starts the server and makes room for the driver's own records.</summary>
    /// <param name="partitions">The largest batch that will be asked for.</param>
    /// <returns>The store to measure.</returns>
    public abstract Task<ICheckpointStore> StartAsync(int partitions);

    /// <summary>Stores one position, unconditionally.</summary>
    public abstract Task WriteAsync(long sequenceNumber);

    /// <summary>Stores an owner and a version for each of so many partitions, unconditionally.</summary>
    /// <param name="partitionIds">The partitions.</param>
    /// <param name="versions">Their new versions.</param>
    public abstract Task ClaimAsync(string[] partitionIds, string[] versions);

    /// <summary>Ends the server.</summary>
    public abstract ValueTask DisposeAsync();
}
