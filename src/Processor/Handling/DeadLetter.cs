using Azure.Messaging.EventHubs;

namespace Checkpointing.Processor.Handling;

/// <summary>An event whose handler failed for good: the event itself, where it stood, and why it failed.</summary>
public sealed record DeadLetter
{
    /// <summary>The event as it was received, with its body and all its properties.</summary>
    public required EventData Event { get; init; }

    /// <summary>The host name of its namespace.</summary>
    public required string FullyQualifiedNamespace { get; init; }

    /// <summary>The name of its event hub.</summary>
    public required string EventHubName { get; init; }

    /// <summary>The consumer group whose handler failed.</summary>
    public required string ConsumerGroup { get; init; }

    /// <summary>Its partition.</summary>
    public required string PartitionId { get; init; }

    /// <summary>How many times the handler was called with it at the head; 1 or more, unless a pipeline of the user's own let no call through.</summary>
    public required int Attempts { get; init; }

    /// <summary>Why the last attempt failed.</summary>
    public required Exception Exception { get; init; }

    /// <summary>When it was given up.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Its sequence number.</summary>
    public long SequenceNumber => Event.SequenceNumber;

    /// <summary>Its offset.</summary>
    public string Offset => Event.OffsetString;

    /// <summary>When the service stored it.</summary>
    public DateTimeOffset EnqueuedTime => Event.EnqueuedTime;

    /// <summary>The full name of the exception's type.</summary>
    public string ExceptionType => Exception.GetType().FullName ?? Exception.GetType().Name;

    /// <summary>The exception's message.</summary>
    public string ExceptionMessage => Exception.Message;

    /// <summary>The exception's stack, with those of its inner exceptions.</summary>
    public string ExceptionStackTrace => Exception.ToString();

    /// <summary>Which event it is and why it failed; never the body.</summary>
    public override string ToString() => $"{EventHubName}/{PartitionId}/{SequenceNumber} after {Attempts} attempts: {ExceptionType}: {ExceptionMessage}";
}
