using Checkpointing.Resilience;

namespace Checkpointing.Blob.Layout;

/// <summary>
/// The names of blobs, as Microsoft's SDKs for .NET, JavaScript and Python make them: namespace, hub and group in lower case, the
/// partition id as it is.
/// (Those for Java, Go and Rust do not lower-case: a mixed fleet has to use lower-case names.)
/// </summary>
internal static class BlobPaths
{
    private const string OwnershipKind = "/ownership/";
    private const string CheckpointKind = "/checkpoint/";

    /// <summary>What all ownership records of a group begin with.</summary>
    public static string OwnershipPrefix(ConsumerGroup group) => group + OwnershipKind;

    /// <summary>What all checkpoints of a group begin with.</summary>
    public static string CheckpointPrefix(ConsumerGroup group) => group + CheckpointKind;

    /// <summary>The ownership record of a partition.</summary>
    public static string Ownership(ConsumerGroup group, string partitionId) => OwnershipPrefix(group) + partitionId;

    /// <summary>The checkpoint of a partition.</summary>
    public static string Checkpoint(ConsumerGroup group, string partitionId) => CheckpointPrefix(group) + partitionId;

    /// <summary>The ownership record of a call's partition.</summary>
    public static string Ownership(StoreCall call) => Ownership(call.Group!, call.PartitionId!);

    /// <summary>The checkpoint of a call's partition.</summary>
    public static string Checkpoint(StoreCall call) => Checkpoint(call.Group!, call.PartitionId!);

    /// <summary>The group that a blob belongs to; null for a blob that is none of ours.</summary>
    public static ConsumerGroup? GroupOf(string path)
    {
        int ownership = path.IndexOf(OwnershipKind, StringComparison.Ordinal);
        int checkpoint = path.IndexOf(CheckpointKind, StringComparison.Ordinal);
        int end = ownership < 0 ? checkpoint : checkpoint < 0 ? ownership : Math.Min(ownership, checkpoint);
        if (end < 0)
        {
            return null;
        }

        string group = path[..end];
        int first = group.IndexOf('/', StringComparison.Ordinal);
        int last = group.LastIndexOf('/');
        if (first <= 0 || last <= first + 1 || last == group.Length - 1)
        {
            return null;
        }

        string[] names = [group[..first], group[(first + 1)..last], group[(last + 1)..]];
        return names.Any(string.IsNullOrWhiteSpace) ? null : new ConsumerGroup(names[0], names[1], names[2]);
    }
}
