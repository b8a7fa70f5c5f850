using Azure.Messaging.EventHubs;
using Checkpointing.Processor.Handling;

namespace Quickstart;

/// <summary>The handler of the quickstart: its work is to report the event, so that the run can account for every one.</summary>
internal sealed class OrderHandler(Reports reports) : IEventHandler
{
    public Task HandleAsync(EventData eventData, ProcessingContext context, CancellationToken cancellationToken)
    {
        reports.Write(Reports.Event, context.PartitionId, context.Epoch, eventData.SequenceNumber);
        return Task.CompletedTask;
    }
}
