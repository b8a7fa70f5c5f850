using Microsoft.Azure.Cosmos;

namespace Checkpointing.Cosmos;

/// <summary>What may be wrong with a container or its account.</summary>
internal static class CosmosFindings
{
    /// <summary>What is found wanting.</summary>
    public static IReadOnlyList<StoreFinding> Of(ContainerProperties container, IReadOnlyList<string> writableRegions, ConsistencyLevel consistency)
    {
        List<StoreFinding> findings = [];
        if (WrongPartitionKey(container) is { } problem)
        {
            findings.Add(new StoreFinding(IsError: true, problem));
        }

        if (container.DefaultTimeToLive is > 0)
        {
            findings.Add(new StoreFinding(
                IsError: true,
                $"The container '{container.Id}' deletes documents {container.DefaultTimeToLive} s after their last change: checkpoints would vanish. Switch its time to live off."));
        }

        if (IndexesMoreThanNeeded(container))
        {
            findings.Add(new StoreFinding(
                IsError: false,
                $"The container '{container.Id}' indexes more than {CosmosNames.PartitionKeyPath}, which makes every checkpoint dearer. Exclude the path /* and include {CosmosNames.PartitionKeyPath}/? alone."));
        }

        if (writableRegions.Count > 1)
        {
            findings.Add(new StoreFinding(
                IsError: true,
                $"The account takes writes in {writableRegions.Count} regions ({string.Join(", ", writableRegions)}), where a condition is checked in one region only: "
                + "two processors could win one partition. Use an account with a single write region."));
        }

        if (consistency is ConsistencyLevel.ConsistentPrefix or ConsistencyLevel.Eventual)
        {
            findings.Add(new StoreFinding(
                IsError: false,
                $"Reads are only {consistency}: a new owner could read an older checkpoint than the last one, and process events twice. Use {ConsistencyLevel.Session} or a stronger level."));
        }

        return findings;
    }

    /// <summary>What is wrong with the partition key; null if nothing is.</summary>
    public static string? WrongPartitionKey(ContainerProperties container) => container.PartitionKeyPaths is [CosmosNames.PartitionKeyPath]
        ? null
        : $"the container '{container.Id}' has the partition key {string.Join(", ", container.PartitionKeyPaths ?? [])} and the store needs {CosmosNames.PartitionKeyPath}. "
            + "A partition key cannot be changed: use another container.";

    private static bool IndexesMoreThanNeeded(ContainerProperties container) =>
        container.IndexingPolicy.IndexingMode != IndexingMode.None
        && container.IndexingPolicy.IncludedPaths.Any(included => included.Path != CosmosNames.PartitionKeyPath + "/?");
}
