using Azure.Messaging.EventHubs.Core.Transport;

namespace Azure.Messaging.EventHubs.Primitives;

/// <summary>The processing of one partition, from its start to its end.</summary>
internal sealed class PartitionProcessor<TPartition> : IDisposable
    where TPartition : EventProcessorPartition, new()
{
    private readonly CancellationTokenSource _cancellation;
    private readonly Lock _gate = new();
    private Task _stopping;

    public PartitionProcessor(TPartition partition, CancellationToken processorToken)
    {
        Partition = partition;
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(processorToken);
    }

    public TPartition Partition { get; }

    /// <summary>Ends when the partition is no longer processed; faulted when that was not asked for.</summary>
    public Task Processing { get; private set; }

    /// <summary>The reader that is in use, or null.</summary>
    public ITransportConsumer Consumer { get; set; }

    /// <summary>Asks to end.</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of while its processing went on.</exception>
    public CancellationToken Token => _cancellation.Token;

    public bool IsCancellationRequested => _cancellation.IsCancellationRequested;

    public void Start(Func<PartitionProcessor<TPartition>, Task> process) => Processing = Task.Factory.StartNew(
        () => process(this), CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default).Unwrap();

    /// <summary>Ends the processing once; later calls get the task of the first.</summary>
    public Task StopOnce(Func<Task, Task> whenEnded)
    {
        lock (_gate)
        {
            if (_stopping is null)
            {
                // Cancelled first: the continuation of a task that has already ended disposes of the source at once.
                _cancellation.Cancel();

                // Not unwrapped: what follows the first incomplete await of the handler is not waited for.
                _stopping = Processing.ContinueWith(whenEnded, CancellationToken.None, TaskContinuationOptions.DenyChildAttach, TaskScheduler.Default);
            }

            return _stopping;
        }
    }

    public void Dispose() => _cancellation.Dispose();
}
