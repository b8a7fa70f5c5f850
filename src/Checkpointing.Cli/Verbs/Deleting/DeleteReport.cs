namespace Checkpointing.Cli.Verbs.Deleting;

/// <summary>What was deleted.</summary>
/// <param name="Store">The store's name.</param>
/// <param name="Group">The group, as namespace/hub/group.</param>
/// <param name="PartitionsDeleted">Of how many partitions something was deleted.</param>
internal sealed record DeleteReport(string Store, string Group, int PartitionsDeleted);
