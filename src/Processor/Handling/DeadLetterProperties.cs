namespace Checkpointing.Processor.Handling;

/// <summary>
/// The application properties that <see cref="EventHubDeadLetterSink"/> adds to an event. Those that the event had stay, but for a dead letter's of before, which the newest replaces.
/// </summary>
public static class DeadLetterProperties
{
    /// <summary>What all names begin with.</summary>
    public const string Prefix = "dead-letter-";

    /// <summary>The host name of the namespace that the event was read from; a text.</summary>
    public const string Namespace = Prefix + "namespace";

    /// <summary>The event hub that it was read from; a text.</summary>
    public const string EventHub = Prefix + "event-hub";

    /// <summary>The consumer group whose handler failed; a text.</summary>
    public const string ConsumerGroup = Prefix + "consumer-group";

    /// <summary>The partition that it was read from; a text.</summary>
    public const string Partition = Prefix + "partition";

    /// <summary>Its sequence number there; a 64-bit number.</summary>
    public const string SequenceNumber = Prefix + "sequence-number";

    /// <summary>Its offset there; a text.</summary>
    public const string Offset = Prefix + "offset";

    /// <summary>When it was stored there; an AMQP timestamp.</summary>
    public const string EnqueuedTime = Prefix + "enqueued-time";

    /// <summary>How many times the handler was called with it; a 32-bit number.</summary>
    public const string Attempts = Prefix + "attempts";

    /// <summary>When it was given up; an AMQP timestamp.</summary>
    public const string Time = Prefix + "time";

    /// <summary>The full name of the exception's type; a text.</summary>
    public const string ExceptionType = Prefix + "exception-type";

    /// <summary>The exception's message; a text, shortened if it does not fit, and missing if nothing of it does.</summary>
    public const string ExceptionMessage = Prefix + "exception-message";

    /// <summary>The exception's stack; a text, shortened if it does not fit, and missing if nothing of it does.</summary>
    public const string ExceptionStackTrace = Prefix + "exception-stack-trace";
}
