using System.ComponentModel;

namespace Azure.Messaging.EventHubs;

/// <summary>What the service says about a hub.</summary>
public class EventHubProperties
{
    /// <summary>For tests and derived types: a hub without geo-replication.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected EventHubProperties(string name, DateTimeOffset createdOn, string[] partitionIds)
        : this(name, createdOn, partitionIds, false)
    {
    }

    /// <summary>For tests and derived types.</summary>
    protected internal EventHubProperties(string name, DateTimeOffset createdOn, string[] partitionIds, bool isGeoReplicationEnabled)
    {
        Name = name;
        CreatedOn = createdOn;
        PartitionIds = partitionIds;
        IsGeoReplicationEnabled = isGeoReplicationEnabled;
    }

    /// <summary>The name of the hub, in the casing of the service.</summary>
    public string Name { get; }

    /// <summary>When the hub was created.</summary>
    public DateTimeOffset CreatedOn { get; }

    /// <summary>The identifiers of all partitions.</summary>
    public string[] PartitionIds { get; }

    /// <summary>Whether offsets are opaque texts, because the namespace is geo-replicated.</summary>
    public bool IsGeoReplicationEnabled { get; }

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override bool Equals(object obj) => base.Equals(obj);

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override int GetHashCode() => base.GetHashCode();

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override string ToString() => base.ToString();
}
