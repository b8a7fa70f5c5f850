using Azure.Messaging.EventHubs;
using Checkpointing.Processor.Handling;

namespace Processor.Tests.Support;

/// <summary>A handler of single events that does what a test says.</summary>
internal sealed class FuncHandler(Func<EventData, ProcessingContext, CancellationToken, Task> handle) : IEventHandler
{
    public Task HandleAsync(EventData eventData, ProcessingContext context, CancellationToken cancellationToken) => handle(eventData, context, cancellationToken);
}
