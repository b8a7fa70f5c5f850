using System.Globalization;
using Azure;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Processor;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Compare.Rival;

/// <summary>
/// The algorithm of Microsoft's blob checkpoint store, written anew from its description: claims one after the other, each conditional; checkpoints unconditional, the last writer wins.
/// What it does where a record was deleted in between, or a container, is left out: nothing that is measured comes there.
/// </summary>
/// <param name="container">The container; it exists.</param>
internal sealed class MicrosoftBlobStore(BlobContainerClient container) : CheckpointStore
{
    public override async Task<IEnumerable<EventProcessorPartitionOwnership>> ListOwnershipAsync(
        string fullyQualifiedNamespace, string eventHubName, string consumerGroup, CancellationToken cancellationToken)
    {
        List<EventProcessorPartitionOwnership> records = [];
        string prefix = Prefix(fullyQualifiedNamespace, eventHubName, consumerGroup, "ownership");
        await foreach (BlobItem item in container.GetBlobsAsync(BlobTraits.Metadata, prefix: prefix, cancellationToken: cancellationToken))
        {
            records.Add(new EventProcessorPartitionOwnership
            {
                FullyQualifiedNamespace = fullyQualifiedNamespace,
                EventHubName = eventHubName,
                ConsumerGroup = consumerGroup,
                PartitionId = item.Name[prefix.Length..],
                OwnerIdentifier = item.Metadata.TryGetValue("ownerid", out string? owner) ? owner : null,
                LastModifiedTime = item.Properties.LastModified.GetValueOrDefault(),
                Version = item.Properties.ETag.GetValueOrDefault().ToString(),
            });
        }

        return records;
    }

    public override async Task<IEnumerable<EventProcessorPartitionOwnership>> ClaimOwnershipAsync(
        IEnumerable<EventProcessorPartitionOwnership> desiredOwnership, CancellationToken cancellationToken)
    {
        List<EventProcessorPartitionOwnership> claimed = [];
        foreach (EventProcessorPartitionOwnership wish in desiredOwnership)
        {
            if (await ClaimAsync(wish, cancellationToken) is { } answer)
            {
                wish.LastModifiedTime = answer.LastModified;
                wish.Version = answer.ETag.ToString();
                claimed.Add(wish);
            }
        }

        return claimed;
    }

    public override async Task<EventProcessorCheckpoint> GetCheckpointAsync(
        string fullyQualifiedNamespace, string eventHubName, string consumerGroup, string partitionId, CancellationToken cancellationToken)
    {
        BlobClient blob = container.GetBlobClient(Prefix(fullyQualifiedNamespace, eventHubName, consumerGroup, "checkpoint") + partitionId);
        try
        {
            BlobProperties properties = await blob.GetPropertiesAsync(cancellationToken: cancellationToken);
            return new EventProcessorCheckpoint
            {
                FullyQualifiedNamespace = fullyQualifiedNamespace,
                EventHubName = eventHubName,
                ConsumerGroup = consumerGroup,
                PartitionId = partitionId,
                StartingPosition = PositionOf(properties.Metadata),
            };
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return null!;
        }
    }

    public override async Task UpdateCheckpointAsync(
        string fullyQualifiedNamespace, string eventHubName, string consumerGroup, string partitionId, string clientIdentifier, CheckpointPosition startingPosition, CancellationToken cancellationToken)
    {
        BlobClient blob = container.GetBlobClient(Prefix(fullyQualifiedNamespace, eventHubName, consumerGroup, "checkpoint") + partitionId);
        Dictionary<string, string> metadata = new()
        {
            ["offset"] = startingPosition.OffsetString ?? "",
            ["sequencenumber"] = startingPosition.SequenceNumber.ToString(CultureInfo.InvariantCulture),
            ["clientidentifier"] = clientIdentifier,
        };
        try
        {
            await blob.SetMetadataAsync(metadata, cancellationToken: cancellationToken);
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            await blob.UploadAsync(Stream.Null, new BlobUploadOptions { Metadata = metadata }, cancellationToken);
        }
    }

    /// <summary>As of its version 5.12: the offset comes before the sequence number.</summary>
    private static EventPosition PositionOf(IDictionary<string, string> metadata) => metadata.TryGetValue("offset", out string? offset) && offset.Length > 0
        ? EventPosition.FromOffset(offset, isInclusive: false)
        : EventPosition.FromSequenceNumber(long.Parse(metadata["sequencenumber"], CultureInfo.InvariantCulture), isInclusive: false);

    private static string Prefix(string fullyQualifiedNamespace, string eventHubName, string consumerGroup, string kind) =>
        string.Create(CultureInfo.InvariantCulture, $"{fullyQualifiedNamespace}/{eventHubName}/{consumerGroup}/{kind}/").ToLowerInvariant();

    private async Task<(DateTimeOffset LastModified, ETag ETag)?> ClaimAsync(EventProcessorPartitionOwnership wish, CancellationToken cancellationToken)
    {
        BlobClient blob = container.GetBlobClient(Prefix(wish.FullyQualifiedNamespace, wish.EventHubName, wish.ConsumerGroup, "ownership") + wish.PartitionId);
        Dictionary<string, string> metadata = new() { ["ownerid"] = wish.OwnerIdentifier };
        try
        {
            if (wish.Version is not null)
            {
                BlobInfo changed = await blob.SetMetadataAsync(metadata, new BlobRequestConditions { IfMatch = new ETag(wish.Version) }, cancellationToken);
                return (changed.LastModified, changed.ETag);
            }

            BlobUploadOptions upload = new() { Metadata = metadata, Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
            BlobContentInfo made = await blob.UploadAsync(Stream.Null, upload, cancellationToken);
            return (made.LastModified, made.ETag);
        }
        catch (RequestFailedException lost) when (lost.ErrorCode == BlobErrorCode.ConditionNotMet || lost.ErrorCode == BlobErrorCode.BlobAlreadyExists)
        {
            return null;
        }
    }
}
