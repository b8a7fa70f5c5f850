using Devkit.EventHubs.Broker.Faults;

namespace Devkit.EventHubs.Broker.Protocol;

/// <summary>
/// The errors with which the broker refuses. Conditions and the decisive words of the texts are Event Hubs' own, because
/// clients choose exceptions and retries by both.
/// </summary>
internal static class Refusals
{
    /// <summary>
    /// Microsoft's clients take <c>amqp:not-found</c> for a lasting error only if the text says that the messaging entity
    /// could not be found.
    /// </summary>
    public static FaultError EntityNotFound(string entity) => new("amqp:not-found", $"The messaging entity '{entity}' could not be found.");

    public static FaultError PartitionNotFound(string partitionId, int partitionCount) => new(
        "com.microsoft:argument-out-of-range",
        $"The specified partition '{partitionId}' is invalid for an EventHub partition sender or receiver. It should be between 0 and {partitionCount - 1}.");

    public static FaultError Argument(string description) => new("com.microsoft:argument-error", description);

    public static FaultError InvalidOffset(string offset, string lastOffset, OffsetFormat format) => new(
        format == OffsetFormat.Opaque ? "com.microsoft:georeplication:invalid-offset" : "com.microsoft:argument-error",
        $"The supplied offset '{offset}' is invalid. The last offset in the system is '{lastOffset}'");

    public static FaultError HigherEpochExists(string? existing, long existingEpoch, string? refused, long refusedEpoch) => new(
        "amqp:link:stolen",
        $"Receiver '{existing ?? "nil"}' with a higher epoch '{existingEpoch}' already exists. Receiver '{refused ?? "nil"}' with epoch {refusedEpoch} cannot be created. "
        + "Make sure that receivers are created with increasing epochs, or that all receivers with older epochs are closed.");

    public static FaultError EpochReceiverExists(long epoch) => new(
        "amqp:link:stolen",
        $"At least one receiver for the endpoint is created with epoch of '{epoch}', and so non-epoch receiver is not allowed. "
        + "Either reconnect with a higher epoch, or make sure that all epoch receivers are closed.");

    public static FaultError TooManyReceivers(int maximum) => new(
        "amqp:resource-limit-exceeded",
        $"Exceeded the maximum number of allowed receivers per partition in a consumer group which is {maximum}.");

    public static FaultError Stolen(string? thief, long thiefEpoch, string? victim, long? victimEpoch) => new(
        "amqp:link:stolen",
        $"New receiver '{thief ?? "nil"}' with higher epoch of '{thiefEpoch}' is created hence current receiver '{victim ?? "nil"}' with epoch '{victimEpoch}' is getting disconnected.");

    public static FaultError MessageTooLarge(long size, long maximum) => new(
        "amqp:link:message-size-exceeded",
        $"The received message (size {size} bytes) exceeds the limit ({maximum} bytes) currently allowed on the link.");

    public static FaultError ProducerEpochStolen(long id, short current, short refused) => new(
        "com.microsoft:producer-epoch-stolen", $"Producer {id} has epoch {current} now; a producer with epoch {refused} may not send any more.");

    public static FaultError OutOfOrderSequence(int received, int last) => new(
        "com.microsoft:out-of-order-sequence", $"The event has the sequence number {received}, and the last one of its producer was {last}.");

    public static FaultError NotImplemented(string description) => new("amqp:not-implemented", description);
}
