using System.Collections.Concurrent;
using Azure.Messaging.EventHubs;
using Checkpointing.Processor.Handling;

namespace Processor.Tests.EndToEnd;

/// <summary>Writes what it is given into a journal, after it has done what the test wants done for each event.</summary>
internal sealed class JournalHandler(string name, Journal journal, Func<EventData, ProcessingContext, CancellationToken, Task>? work = null)
    : IEventHandler, IProcessingErrorHandler
{
    public ConcurrentQueue<Exception> Errors { get; } = new();

    public async Task HandleAsync(EventData eventData, ProcessingContext context, CancellationToken cancellationToken)
    {
        if (work is not null)
        {
            await work(eventData, context, cancellationToken);
        }

        journal.Add(name, context.PartitionId, eventData.SequenceNumber);
    }

    public Task HandleErrorAsync(Exception exception, string? partitionId, string operation, CancellationToken cancellationToken)
    {
        Errors.Enqueue(exception);
        return Task.CompletedTask;
    }
}
