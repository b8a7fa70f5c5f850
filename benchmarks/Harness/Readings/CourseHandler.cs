using Azure.Messaging.EventHubs;
using Checkpointing.Processor.Handling;

namespace Harness.Readings;

/// <summary>Does nothing with its events, which is the hardest case: whatever else happens is overhead.</summary>
internal sealed class CourseHandler(Course course, bool isAwaiting) : IEventHandler, IProcessingErrorHandler
{
    public Task HandleAsync(EventData eventData, ProcessingContext context, CancellationToken cancellationToken)
    {
        if (isAwaiting || !course.IsOpen)
        {
            return HandleSlowlyAsync(eventData, context, cancellationToken);
        }

        course.Count();
        return Task.CompletedTask;
    }

    public Task HandleErrorAsync(Exception exception, string? partitionId, string operation, CancellationToken cancellationToken)
    {
        course.Fail(exception);
        return Task.CompletedTask;
    }

    private async Task HandleSlowlyAsync(EventData eventData, ProcessingContext context, CancellationToken cancellationToken)
    {
        if (!course.IsOpen)
        {
            await course.ArriveAsync(context.PartitionId);
        }

        if (isAwaiting)
        {
            await context.CheckpointAsync(eventData, cancellationToken);
        }

        course.Count();
    }
}
