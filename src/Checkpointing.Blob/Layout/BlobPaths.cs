using Checkpointing.Resilience;

namespace Checkpointing.Blob.Layout;

/// <summary>
/// The names of blobs, as Microsoft's SDKs for .NET, JavaScript and Python make them: namespace, hub and group in lower case, the
/// partition id as it is. Those for Java, Go and Rust keep the capitals of names; a group that is shared with them is spelled out.
/// </summary>
internal sealed class BlobPaths
{
    private const string OwnershipKind = "/ownership/";
    private const string CheckpointKind = "/checkpoint/";

    private readonly Dictionary<string, string> _spelled;

    /// <summary>Makes paths.</summary>
    /// <param name="spelledGroups">Groups whose names keep their capitals: <c>namespace/hub/group</c>.</param>
    public BlobPaths(IEnumerable<string> spelledGroups) =>
        _spelled = spelledGroups.ToDictionary(spelled => spelled.ToLowerInvariant(), spelled => spelled, StringComparer.Ordinal);

    /// <summary>What all ownership records of a group begin with.</summary>
    public string OwnershipPrefix(ConsumerGroup group) => Root(group) + OwnershipKind;

    /// <summary>What all checkpoints of a group begin with.</summary>
    public string CheckpointPrefix(ConsumerGroup group) => Root(group) + CheckpointKind;

    /// <summary>The ownership record of a partition.</summary>
    public string Ownership(ConsumerGroup group, string partitionId) => OwnershipPrefix(group) + partitionId;

    /// <summary>The checkpoint of a partition.</summary>
    public string Checkpoint(ConsumerGroup group, string partitionId) => CheckpointPrefix(group) + partitionId;

    /// <summary>The ownership record of a call's partition.</summary>
    public string Ownership(StoreCall call) => Ownership(call.Group!, call.PartitionId!);

    /// <summary>The checkpoint of a call's partition.</summary>
    public string Checkpoint(StoreCall call) => Checkpoint(call.Group!, call.PartitionId!);

    /// <summary>Whether a blob, which belongs to a group, is at the path where the store looks for the group's blobs.</summary>
    public bool IsSpelledRight(string path, ConsumerGroup group) => path.StartsWith(Root(group) + "/", StringComparison.Ordinal);

    /// <summary>The group that a blob belongs to, whatever the case of its path; null for a blob that is none of ours.</summary>
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

    private string Root(ConsumerGroup group)
    {
        string name = group.ToString();
        return _spelled.GetValueOrDefault(name, name);
    }
}
