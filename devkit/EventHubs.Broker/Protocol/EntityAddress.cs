using Devkit.EventHubs.Broker.Faults;

namespace Devkit.EventHubs.Broker.Protocol;

/// <summary>
/// What the address of a link names. Clients write the same address differently: with and without a leading slash,
/// escaped or not, some as a whole URI.
/// </summary>
/// <param name="Kind">What is at the address.</param>
/// <param name="Hub">The hub; empty for a node of the whole namespace.</param>
/// <param name="PartitionId">The partition, or null.</param>
/// <param name="ConsumerGroup">The consumer group, or null.</param>
internal readonly record struct EntityAddress(LinkKinds Kind, string Hub, string? PartitionId = null, string? ConsumerGroup = null)
{
    private const string CbsNode = "$cbs";
    private const string ManagementNode = "$management";
    private const string ConsumerGroups = "/ConsumerGroups/";
    private const string Partitions = "/Partitions/";

    /// <summary>What an address names that has no form that Event Hubs knows.</summary>
    private static readonly EntityAddress Nothing = new(LinkKinds.None, "");

    /// <summary>Reads an address.</summary>
    /// <returns>What it names; <see cref="LinkKinds.None"/> where it has no form that Event Hubs knows.</returns>
    public static EntityAddress Parse(string address)
    {
        string path = Uri.UnescapeDataString(PathOf(address)).Trim('/');
        if (path.Equals(CbsNode, StringComparison.OrdinalIgnoreCase))
        {
            return new EntityAddress(LinkKinds.Cbs, "");
        }

        if (path.Equals(ManagementNode, StringComparison.OrdinalIgnoreCase) || path.EndsWith("/" + ManagementNode, StringComparison.OrdinalIgnoreCase))
        {
            return new EntityAddress(LinkKinds.Management, "");
        }

        // A consumer group may have slashes in its name, and the SDKs do not escape them: the partition is behind the last.
        int partition = path.LastIndexOf(Partitions, StringComparison.OrdinalIgnoreCase);
        int group = path.IndexOf(ConsumerGroups, StringComparison.OrdinalIgnoreCase);
        if (partition < 0)
        {
            return path.Length == 0 || group >= 0 ? Nothing : new EntityAddress(LinkKinds.Senders, path);
        }

        string partitionId = path[(partition + Partitions.Length)..];
        return group < 0
            ? new EntityAddress(LinkKinds.Senders, path[..partition], partitionId)
            : ReadReceiver(path, group, partition, partitionId);
    }

    private static EntityAddress ReadReceiver(string path, int group, int partition, string partitionId)
    {
        int name = group + ConsumerGroups.Length;
        return name >= partition ? Nothing : new EntityAddress(LinkKinds.Receivers, path[..group], partitionId, path[name..partition]);
    }

    private static string PathOf(string address)
    {
        int scheme = address.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
        {
            return address;
        }

        int path = address.IndexOf('/', scheme + 3);
        return path < 0 ? "" : address[path..];
    }
}
