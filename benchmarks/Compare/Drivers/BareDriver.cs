namespace Compare.Drivers;

/// <summary>
/// A driver alone with its cheapest requests that move the same data as a store's operation, on the same server at the same durability: unconditionally where it can, without retries,
/// time limits, or answers that nobody asked for. It is the limit that a store is held against.
/// </summary>
internal abstract class BareDriver : IAsyncDisposable
{
    /// <summary>The group whose records are written, claimed and listed.</summary>
    protected const string Group = "contoso.servicebus.windows.net/orders/compare";

    /// <summary>The group that is read as a list; it keeps its size.</summary>
    protected const string ListGroup = Group + "-list";

    /// <summary>No two drivers meet in one table.</summary>
    protected string Space { get; } = $"driver_{Guid.NewGuid():n}"[..19];

    /// <summary>What is done, by operation.</summary>
    public abstract DriverRequests Requests { get; }

    /// <summary>Connects and makes room for the driver's own records.</summary>
    /// <param name="connectionString">How it finds the server.</param>
    /// <param name="partitions">The largest batch that will be asked for.</param>
    /// <param name="listed">How many records a list has.</param>
    public abstract Task StartAsync(string connectionString, int partitions, int listed);

    /// <summary>Stores the position of one partition.</summary>
    /// <param name="lane">The partition's number, and which of several that write at once.</param>
    /// <param name="sequenceNumber">The position.</param>
    /// <returns>How many records have it now, as far as the server tells; the same for all that change records.</returns>
    public abstract Task<int> WriteAsync(int lane, long sequenceNumber);

    /// <summary>Stores the same position for each partition.</summary>
    public abstract Task<int> WriteAsync(string[] partitionIds, long sequenceNumber);

    /// <summary>Reads the position of one partition.</summary>
    /// <returns>How many records there were.</returns>
    public abstract Task<int> ReadAsync();

    /// <summary>Reads all records of a group.</summary>
    /// <returns>Their number.</returns>
    public abstract Task<int> ListAsync();

    /// <summary>Stores an owner and a version for each partition that has a record.</summary>
    /// <param name="lane">Which of several that claim at once.</param>
    /// <param name="partitionIds">The partitions.</param>
    /// <param name="versions">Their new versions.</param>
    public abstract Task<int> ClaimAsync(int lane, string[] partitionIds, string[] versions);

    /// <summary>The same where others do it to the same partitions at the same time.</summary>
    public virtual Task<int> ContendAsync(int lane, string[] partitionIds, string[] versions) => ClaimAsync(lane, partitionIds, versions);

    /// <summary>Makes a record with an owner and a version for each partition.</summary>
    /// <param name="group">A group that has none.</param>
    /// <param name="partitionIds">The partitions.</param>
    /// <param name="versions">Their first versions.</param>
    public abstract Task<int> InsertAsync(string group, string[] partitionIds, string[] versions);

    /// <summary>Removes what it made, and disconnects.</summary>
    public abstract ValueTask DisposeAsync();
}
