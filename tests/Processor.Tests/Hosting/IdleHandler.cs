using Azure.Messaging.EventHubs;
using Checkpointing.Processor.Handling;

namespace Processor.Tests.Hosting;

/// <summary>Does nothing.</summary>
internal sealed class IdleHandler : IEventHandler
{
    public Task HandleAsync(EventData eventData, ProcessingContext context, CancellationToken cancellationToken) => Task.CompletedTask;
}
