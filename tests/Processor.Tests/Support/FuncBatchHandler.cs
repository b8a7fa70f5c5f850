using Azure.Messaging.EventHubs;
using Checkpointing.Processor.Handling;

namespace Processor.Tests.Support;

/// <summary>A handler of batches that does what a test says.</summary>
internal sealed class FuncBatchHandler(Func<IReadOnlyList<EventData>, ProcessingContext, CancellationToken, Task> handle) : IEventBatchHandler
{
    public Task HandleAsync(IReadOnlyList<EventData> events, ProcessingContext context, CancellationToken cancellationToken) => handle(events, context, cancellationToken);
}
