using System.Runtime.InteropServices;

namespace Azure.Messaging.EventHubs.Processor;

/// <summary>Tells about a failure within a processor.</summary>
[StructLayout(LayoutKind.Auto)]
public struct ProcessErrorEventArgs
{
    /// <summary>Makes the arguments.</summary>
    public ProcessErrorEventArgs(string partitionId, string operation, Exception exception, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(operation);
        ArgumentNullException.ThrowIfNull(exception);
        PartitionId = partitionId;
        Operation = operation;
        Exception = exception;
        CancellationToken = cancellationToken;
    }

    /// <summary>The identifier of the partition, or <see langword="null"/> when the failure is not about one.</summary>
    public string PartitionId { get; }

    /// <summary>What was being done, in words.</summary>
    public string Operation { get; }

    /// <summary>The failure.</summary>
    public Exception Exception { get; }

    /// <summary>Asks the handler to end.</summary>
    public CancellationToken CancellationToken { get; }
}
