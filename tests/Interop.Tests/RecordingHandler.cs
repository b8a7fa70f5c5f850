using System.Collections.Concurrent;
using Azure.Messaging.EventHubs;
using Checkpointing.Processor.Handling;

namespace Interop.Tests;

/// <summary>Remembers which events our processor was given.</summary>
internal sealed class RecordingHandler : IEventHandler, IProcessingErrorHandler
{
    public ConcurrentQueue<(string PartitionId, long SequenceNumber, string Body)> Events { get; } = [];

    public ConcurrentQueue<string> Errors { get; } = [];

    public Task HandleAsync(EventData eventData, ProcessingContext context, CancellationToken cancellationToken)
    {
        Events.Enqueue((context.PartitionId, eventData.SequenceNumber, eventData.EventBody.ToString()));
        return Task.CompletedTask;
    }

    public Task HandleErrorAsync(Exception exception, string? partitionId, string operation, CancellationToken cancellationToken)
    {
        Errors.Enqueue($"{operation} ({partitionId}): {exception}");
        return Task.CompletedTask;
    }
}
