using Azure.Messaging.EventHubs.Primitives;

namespace Checkpointing.Processor.Ownership;

/// <summary>Translates between the SDK's ownership records and those of the stores.</summary>
internal static class OwnershipRecords
{
    /// <summary>The claim that an SDK record stands for. Its instance is filled in where it is known.</summary>
    public static OwnershipClaim ToClaim(EventProcessorPartitionOwnership record) =>
        new(record.PartitionId, record.OwnerIdentifier ?? "", "", string.IsNullOrEmpty(record.Version) ? null : record.Version);

    /// <summary>The SDK record for a stored one, with the names in the caller's casing and the time by the system's clock, with which the SDK compares it.</summary>
    public static EventProcessorPartitionOwnership ToSdk(
        PartitionOwnership record, string fullyQualifiedNamespace, string eventHubName, string consumerGroup, TimeProvider timeProvider) => new()
    {
        FullyQualifiedNamespace = fullyQualifiedNamespace,
        EventHubName = eventHubName,
        ConsumerGroup = consumerGroup,
        PartitionId = record.PartitionId,
        OwnerIdentifier = record.OwnerId,
        LastModifiedTime = ToSystemTime(record.LastModified, timeProvider),
        Version = record.Version,
    };

    /// <summary>Stores tell times by the clock they were given. Where that is not the system's, the SDK would take every record for one that expired long ago, or for one that never will.</summary>
    private static DateTimeOffset ToSystemTime(DateTimeOffset time, TimeProvider timeProvider)
    {
        if (ReferenceEquals(timeProvider, TimeProvider.System))
        {
            return time;
        }

        TimeSpan ahead = TimeProvider.System.GetUtcNow() - timeProvider.GetUtcNow();
        return new DateTimeOffset(Math.Clamp(time.UtcTicks + ahead.Ticks, DateTimeOffset.MinValue.UtcTicks, DateTimeOffset.MaxValue.UtcTicks), TimeSpan.Zero);
    }
}
