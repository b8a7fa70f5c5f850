using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Checkpointing.Blob.Tests.Mirroring;

/// <summary>
/// Reads a checkpoint as KEDA's Event Hubs scaler does with <c>checkpointStrategy: blobMetadata</c>: the group in lower case, namespace and hub as the trigger spells them, the
/// sequence number from either spelling of its key, and it has to be an integer.
/// </summary>
internal sealed class KedaReader(BlobContainerClient container, string fullyQualifiedNamespace, string eventHub, string consumerGroup)
{
    /// <summary>How many events the scaler counts as not processed, of a partition whose events have these first and last numbers.</summary>
    public async Task<long> UnprocessedAsync(string partitionId, long first, long last)
    {
        string path = $"{fullyQualifiedNamespace}/{eventHub}/{consumerGroup.ToLowerInvariant()}/checkpoint/{partitionId}";
        try
        {
            BlobProperties properties = await container.GetBlobClient(path).GetPropertiesAsync();
            if (!properties.Metadata.TryGetValue("sequencenumber", out string? number) && !properties.Metadata.TryGetValue("Sequencenumber", out number))
            {
                throw new FormatException("the checkpoint has no sequence number");
            }

            return last - long.Parse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return last - first + 1;
        }
    }
}
