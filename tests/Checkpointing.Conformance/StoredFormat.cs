namespace Checkpointing.Conformance;

/// <summary>A storage with a client, and a look at what is stored.</summary>
public abstract class StoredFormat : IAsyncDisposable
{
    /// <summary>The client.</summary>
    public abstract ICheckpointStore Store { get; }

    /// <summary>
    /// The shape of everything that is stored, one line for each field or column: its name, its type, and its value unless that is a time or a
    /// version. Two storages with the same content in the same format give the same text.
    /// </summary>
    public abstract ValueTask<string> DescribeAsync();

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
