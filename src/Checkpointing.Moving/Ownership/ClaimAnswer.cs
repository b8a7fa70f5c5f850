namespace Checkpointing.Moving.Ownership;

/// <summary>Collects what a call for claims comes to.</summary>
internal sealed class ClaimAnswer
{
    /// <summary>The partitions that are held now, or were given up.</summary>
    public List<PartitionOwnership> Items { get; } = [];

    /// <summary>What stays unclear.</summary>
    public List<CheckpointStoreException> Faults { get; } = [];

    /// <summary>What was won in the store to move from and is of no use without the other, by partition.</summary>
    public Dictionary<string, string> GiveBackFrom { get; } = new(StringComparer.Ordinal);

    /// <summary>What was won in the store to move to and is of no use without the other, by partition.</summary>
    public Dictionary<string, string> GiveBackTo { get; } = new(StringComparer.Ordinal);

    /// <summary>Tells of a partition that was won in both.</summary>
    public void Won(PartitionOwnership from, PartitionOwnership to, Holding holding, MovingLeader leader) =>
        Items.Add(OwnershipView.Combine(from, to, leader, holding: null) with { Epoch = holding.Epoch });

    /// <summary>Takes back that a partition is to be given back.</summary>
    public void Keep(string partitionId)
    {
        GiveBackFrom.Remove(partitionId);
        GiveBackTo.Remove(partitionId);
    }

    /// <summary>Gives back whatever was won of a partition.</summary>
    public void GiveBack(string partitionId, string? fromVersion, string? toVersion)
    {
        if (fromVersion is not null)
        {
            GiveBackFrom[partitionId] = fromVersion;
        }

        if (toVersion is not null)
        {
            GiveBackTo[partitionId] = toVersion;
        }
    }
}
