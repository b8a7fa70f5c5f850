using Azure.Messaging.EventHubs;
using Checkpointing.Processor.Handling;

namespace Observability;

/// <summary>Stands for the application: it counts.</summary>
internal sealed class OrderHandler(int expected) : IEventHandler
{
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _processed;

    public int Processed => _processed;

    public Task AllProcessed => _all.Task;

    public Task HandleAsync(EventData eventData, ProcessingContext context, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _processed) == expected)
        {
            _all.SetResult();
        }

        return Task.CompletedTask;
    }
}
