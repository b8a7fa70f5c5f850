namespace Checkpointing.Telemetry;

/// <summary>The names and values of attributes, in one place: OpenTelemetry's where it has one.</summary>
internal static class TelemetryNames
{
    public const string System = "messaging.system";
    public const string EventHubs = "eventhubs";
    public const string ServerAddress = "server.address";
    public const string Destination = "messaging.destination.name";
    public const string Partition = "messaging.destination.partition.id";
    public const string ConsumerGroup = "messaging.consumer.group.name";
    public const string OperationName = "messaging.operation.name";
    public const string OperationType = "messaging.operation.type";
    public const string BatchCount = "messaging.batch.message_count";
    public const string EnqueuedTime = "messaging.eventhubs.message.enqueued_time";
    public const string ErrorType = "error.type";
    public const string Processor = "checkpointing.processor.name";
    public const string StoreOperation = "operation";
    public const string Outcome = "outcome";
    public const string Change = "change";
    public const string Reason = "reason";
    public const string Epoch = "checkpointing.epoch";
    public const string SequenceNumber = "checkpointing.sequence_number";

    /// <summary>The text of an operation, without the work of <see cref="Enum.ToString()"/>.</summary>
    public static string Text(StoreOperation operation) => operation switch
    {
        Checkpointing.StoreOperation.ListOwnership => "list_ownership",
        Checkpointing.StoreOperation.ClaimOwnership => "claim_ownership",
        Checkpointing.StoreOperation.ReadCheckpoint => "read_checkpoint",
        Checkpointing.StoreOperation.ListCheckpoints => "list_checkpoints",
        Checkpointing.StoreOperation.WriteCheckpoints => "write_checkpoints",
        Checkpointing.StoreOperation.RequestOwnership => "request_ownership",
        _ => operation.ToString(),
    };

    /// <summary>The text of an outcome.</summary>
    public static string Text(StoreCallOutcome outcome) => outcome switch
    {
        StoreCallOutcome.Ok => "ok",
        StoreCallOutcome.Stale => "stale",
        StoreCallOutcome.Lost => "lost",
        StoreCallOutcome.Fenced => "fenced",
        StoreCallOutcome.TransientFault => "transient_fault",
        StoreCallOutcome.PermanentFault => "permanent_fault",
        _ => "cancelled",
    };
}
