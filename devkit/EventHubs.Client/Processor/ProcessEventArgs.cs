using System.Runtime.InteropServices;
using Azure.Messaging.EventHubs.Consumer;

namespace Azure.Messaging.EventHubs.Processor;

/// <summary>Hands an event to a handler, or the fact that there was none for a while.</summary>
[StructLayout(LayoutKind.Auto)]
public struct ProcessEventArgs
{
    private readonly Func<CancellationToken, Task> _updateCheckpoint;

    /// <summary>Makes the arguments.</summary>
    public ProcessEventArgs(PartitionContext partition, EventData data, Func<CancellationToken, Task> updateCheckpointImplementation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(partition);
        ArgumentNullException.ThrowIfNull(updateCheckpointImplementation);
        Partition = partition;
        Data = data;
        _updateCheckpoint = updateCheckpointImplementation;
        CancellationToken = cancellationToken;
    }

    /// <summary>Whether there is an event.</summary>
    public readonly bool HasEvent => Data is not null;

    /// <summary>The partition.</summary>
    public PartitionContext Partition { get; }

    /// <summary>The event, or <see langword="null"/>.</summary>
    public EventData Data { get; }

    /// <summary>Asks the handler to end.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>Stores a checkpoint of the event.</summary>
    public readonly Task UpdateCheckpointAsync(CancellationToken cancellationToken = default) => _updateCheckpoint(cancellationToken);
}
