using Azure.Messaging.EventHubs.Consumer;

namespace Checkpointing.Processor.Checkpointing;

/// <summary>Where reading resumes after a checkpoint.</summary>
internal static class Positions
{
    /// <summary>The position behind a checkpoint: by its offset, which is the one that survives geo-replication, else by its sequence number. Null if it has neither.</summary>
    public static EventPosition? After(Checkpoint checkpoint) => checkpoint switch
    {
        { Offset: { Length: > 0 } offset } => EventPosition.FromOffset(offset, isInclusive: false),
        { SequenceNumber: >= 0 and var sequenceNumber } => EventPosition.FromSequenceNumber(sequenceNumber, isInclusive: false),
        { SequenceNumber: not null } => EventPosition.Earliest,
        _ => null,
    };
}
