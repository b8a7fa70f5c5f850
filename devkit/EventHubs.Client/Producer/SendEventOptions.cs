using System.ComponentModel;

namespace Azure.Messaging.EventHubs.Producer;

/// <summary>Where events go: to a partition, to that of a key, or (with neither) to any. Both at once are refused when sending.</summary>
public class SendEventOptions
{
    /// <summary>Makes options without a partition or key.</summary>
    public SendEventOptions()
    {
    }

    internal SendEventOptions(string partitionId, string partitionKey)
    {
        PartitionId = partitionId;
        PartitionKey = partitionKey;
    }

    /// <summary>The partition to send to.</summary>
    public string PartitionId { get; set; }

    /// <summary>The key from which the service computes the partition.</summary>
    public string PartitionKey { get; set; }

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override bool Equals(object obj) => base.Equals(obj);

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override int GetHashCode() => base.GetHashCode();

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override string ToString() => base.ToString();

    internal void ThrowIfBothAreSet()
    {
        if (!string.IsNullOrEmpty(PartitionId) && !string.IsNullOrEmpty(PartitionKey))
        {
            throw new InvalidOperationException(
                $"Events can be sent to a partition or with a partition key, not both. Partition: '{PartitionId}', key: '{PartitionKey}'.");
        }
    }
}
