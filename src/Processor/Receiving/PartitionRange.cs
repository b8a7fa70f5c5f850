using Azure.Messaging.EventHubs;

namespace Checkpointing.Processor.Receiving;

/// <summary>The events that a partition of the hub has.</summary>
/// <param name="First">The sequence number of the first one; of the next one to come if there is none.</param>
/// <param name="Last">The sequence number of the newest one that is there or was; -1 if there has never been one.</param>
/// <param name="LastOffset">The offset of the newest one, or null.</param>
/// <param name="LastEnqueuedTime">When the newest one was enqueued.</param>
internal sealed record PartitionRange(long First, long Last, string? LastOffset, DateTimeOffset LastEnqueuedTime)
{
    /// <summary>A stored position before the first event that there ever was. It stands for the earliest event, whatever retention has removed since.</summary>
    public const long BeforeFirstEvent = -1;

    /// <summary>Whether there is no event.</summary>
    public bool IsEmpty => First > Last;

    /// <summary>The range that the hub's answer tells.</summary>
    public static PartitionRange Of(PartitionProperties properties)
    {
        long last = Math.Max(properties.LastEnqueuedSequenceNumber, BeforeFirstEvent);
        return new PartitionRange(
            properties.IsEmpty ? last + 1 : properties.BeginningSequenceNumber,
            last,
            last < 0 || string.IsNullOrEmpty(properties.LastEnqueuedOffsetString) ? null : properties.LastEnqueuedOffsetString,
            properties.LastEnqueuedTime);
    }

    /// <summary>Whether events after a processed one are gone.</summary>
    public bool HasLostEventsAfter(long sequenceNumber) => sequenceNumber != BeforeFirstEvent && sequenceNumber + 1 < First;

    /// <summary>Whether a processed event is one that the hub has never had.</summary>
    public bool EndsBefore(long sequenceNumber) => sequenceNumber > Last;

    /// <summary>Why a position does not fit, as a part of a sentence.</summary>
    public string Misfit(long sequenceNumber) => EndsBefore(sequenceNumber)
        ? $"the newest event of the hub is {Last}: the hub was made anew, or its namespace was failed over"
        : $"the first event that the hub still has is {First}: {First - sequenceNumber - 1} events in between have expired";
}
