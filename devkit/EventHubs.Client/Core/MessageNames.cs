namespace Azure.Messaging.EventHubs.Core;

/// <summary>The names that the service uses in annotations, and those of the properties of a message.</summary>
internal static class MessageNames
{
    public const string SequenceNumber = "x-opt-sequence-number";
    public const string Offset = "x-opt-offset";
    public const string EnqueuedTime = "x-opt-enqueued-time";
    public const string PartitionKey = "x-opt-partition-key";

    public const string LastEnqueuedSequenceNumber = "last_enqueued_sequence_number";
    public const string LastEnqueuedOffset = "last_enqueued_offset";
    public const string LastEnqueuedTime = "last_enqueued_time_utc";
    public const string LastReceivedTime = "runtime_info_retrieval_time_utc";

    public const string MessageId = "message-id";
    public const string UserId = "user-id";
    public const string To = "to";
    public const string Subject = "subject";
    public const string ReplyTo = "reply-to";
    public const string CorrelationId = "correlation-id";
    public const string ContentType = "content-type";
    public const string ContentEncoding = "content-encoding";
    public const string AbsoluteExpiryTime = "absolute-expiry-time";
    public const string CreationTime = "creation-time";
    public const string GroupId = "group-id";
    public const string GroupSequence = "group-sequence";
    public const string ReplyToGroupId = "reply-to-group-id";
}
