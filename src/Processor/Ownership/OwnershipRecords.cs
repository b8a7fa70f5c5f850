using Azure.Messaging.EventHubs.Primitives;

namespace Checkpointing.Processor.Ownership;

/// <summary>Translates between the SDK's ownership records and those of the stores.</summary>
internal static class OwnershipRecords
{
    /// <summary>The claim that an SDK record stands for. Its instance is filled in where it is known.</summary>
    public static OwnershipClaim ToClaim(EventProcessorPartitionOwnership record) =>
        new(record.PartitionId, record.OwnerIdentifier ?? "", "", string.IsNullOrEmpty(record.Version) ? null : record.Version);

    /// <summary>The SDK record for a stored one, with the names in the caller's casing.</summary>
    public static EventProcessorPartitionOwnership ToSdk(
        PartitionOwnership record, string fullyQualifiedNamespace, string eventHubName, string consumerGroup) => new()
    {
        FullyQualifiedNamespace = fullyQualifiedNamespace,
        EventHubName = eventHubName,
        ConsumerGroup = consumerGroup,
        PartitionId = record.PartitionId,
        OwnerIdentifier = record.OwnerId,
        LastModifiedTime = record.LastModified,
        Version = record.Version,
    };
}
