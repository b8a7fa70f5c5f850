using System.Diagnostics;
using System.Runtime.InteropServices;
using Azure.Messaging.EventHubs;
using Checkpointing.Processor.Handling;
using Checkpointing.Telemetry;

namespace Checkpointing.Processor.Telemetry;

/// <summary>One call of a handler that is under way. Has to be ended in the method that began it, which is where the span is current.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct ProcessScope
{
    private readonly PartitionTelemetry? _partition;
    private readonly long _started;
    private readonly Activity? _span;

    public ProcessScope(PartitionTelemetry partition, long started, Activity? span)
    {
        _partition = partition;
        _started = started;
        _span = span;
    }

    /// <summary>Begins with an event. A context of a user's own making has no figures.</summary>
    public static ProcessScope Begin(ProcessingContext context, EventData eventData) => context.Telemetry?.Process(eventData) ?? default;

    /// <summary>Begins with a batch.</summary>
    public static ProcessScope Begin(ProcessingContext context, IReadOnlyList<EventData> events) => context.Telemetry?.Process(events) ?? default;

    /// <summary>The handler has returned.</summary>
    public void Succeed()
    {
        _partition?.Record(_started, error: null);
        _span?.Dispose();
    }

    /// <summary>The handler has thrown. To be cancelled because the partition stops is no error.</summary>
    public void Fail(Exception exception, CancellationToken cancellationToken)
    {
        bool isError = exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested;
        _partition?.Record(_started, isError ? exception : null);
        if (isError && _span is not null)
        {
            _span.SetStatus(ActivityStatusCode.Error, exception.Message);
            _span.SetTag(TelemetryNames.ErrorType, exception.GetType().FullName);
            _span.AddException(exception);
        }

        _span?.Dispose();
    }
}
