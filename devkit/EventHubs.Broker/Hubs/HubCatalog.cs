using Devkit.EventHubs.Broker.Storage;

namespace Devkit.EventHubs.Broker.Hubs;

/// <summary>The hubs of a broker by name; case does not matter.</summary>
internal sealed class HubCatalog : IDisposable
{
    private readonly Dictionary<string, Hub> _hubs = new(StringComparer.OrdinalIgnoreCase);

    public HubCatalog(EventHubsBrokerOptions options)
    {
        var buffers = new SegmentBuffers();
        foreach (HubOptions hub in options.Hubs)
        {
            _hubs.Add(hub.Name, new Hub(hub, options, buffers));
        }
    }

    /// <summary>The hub, or null.</summary>
    public Hub? Find(string name) => _hubs.GetValueOrDefault(name);

    /// <summary>The hub.</summary>
    /// <exception cref="ArgumentException">There is no such hub.</exception>
    public Hub Get(string hub) =>
        Find(hub) ?? throw new ArgumentException($"There is no hub '{hub}'; there is {string.Join(", ", _hubs.Keys)}.", nameof(hub));

    /// <summary>The partition of a hub.</summary>
    /// <exception cref="ArgumentException">There is no such hub or partition.</exception>
    public Partition Get(string hub, string partitionId)
    {
        Hub found = Get(hub);
        return found.FindPartition(partitionId)
            ?? throw new ArgumentException($"Hub '{found.Name}' has no partition '{partitionId}'; they go from 0 to {found.Partitions.Count - 1}.", nameof(partitionId));
    }

    public void Dispose()
    {
        foreach (Hub hub in _hubs.Values)
        {
            hub.Dispose();
        }
    }
}
