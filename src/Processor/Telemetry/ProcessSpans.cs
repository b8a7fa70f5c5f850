using System.Diagnostics;
using Azure.Messaging.EventHubs;
using Checkpointing.Telemetry;

namespace Checkpointing.Processor.Telemetry;

/// <summary>Starts the spans of handlers, linked to those of the producers: SDKs put their context into the properties of an event.</summary>
internal static class ProcessSpans
{
    /// <summary>The property that W3C names, and that newer SDKs set.</summary>
    public const string TraceParent = "traceparent";

    /// <summary>The property that Azure's SDKs have set since before the standard, with the same content.</summary>
    public const string DiagnosticId = "Diagnostic-Id";

    private const string TraceState = "tracestate";

    /// <summary>More links than this are dropped by what follows anyway.</summary>
    private const int MaximumLinks = 128;

    /// <summary>Starts the span of one event, if somebody listens.</summary>
    public static Activity? Start(EventData eventData, KeyValuePair<string, object?>[] tags, long epoch)
    {
        if (!CheckpointStoreTelemetry.Source.HasListeners())
        {
            return null;
        }

        Activity? span = Start(tags, epoch, ContextOf(eventData) is { } context ? [new ActivityLink(context)] : null);
        span?.SetTag(TelemetryNames.SequenceNumber, eventData.SequenceNumber);
        span?.SetTag(TelemetryNames.EnqueuedTime, eventData.EnqueuedTime.ToUnixTimeSeconds());
        return span;
    }

    /// <summary>Starts the span of a batch, if somebody listens.</summary>
    public static Activity? Start(IReadOnlyList<EventData> events, KeyValuePair<string, object?>[] tags, long epoch)
    {
        if (!CheckpointStoreTelemetry.Source.HasListeners())
        {
            return null;
        }

        var links = new List<ActivityLink>();
        foreach (EventData eventData in events)
        {
            if (links.Count < MaximumLinks && ContextOf(eventData) is { } context)
            {
                links.Add(new ActivityLink(context));
            }
        }

        Activity? span = Start(tags, epoch, links);
        span?.SetTag(TelemetryNames.BatchCount, events.Count);
        span?.SetTag(TelemetryNames.SequenceNumber, events[0].SequenceNumber);
        return span;
    }

    private static Activity? Start(KeyValuePair<string, object?>[] tags, long epoch, IEnumerable<ActivityLink>? links)
    {
        string hub = Array.Find(tags, static tag => tag.Key == TelemetryNames.Destination).Value as string ?? "";
        Activity? span = CheckpointStoreTelemetry.Source.StartActivity(ActivityKind.Consumer, default(ActivityContext), tags, links, name: $"process {hub}");
        span?.SetTag(TelemetryNames.OperationType, "process");
        span?.SetTag(TelemetryNames.Epoch, epoch);
        return span;
    }

    private static ActivityContext? ContextOf(EventData eventData)
    {
        IDictionary<string, object> properties = eventData.Properties;
        string? parent = Text(properties, TraceParent) ?? Text(properties, DiagnosticId);
        return parent is not null && ActivityContext.TryParse(parent, Text(properties, TraceState), isRemote: true, out ActivityContext context) ? context : null;
    }

    private static string? Text(IDictionary<string, object> properties, string name) => properties.TryGetValue(name, out object? value) ? value as string : null;
}
