namespace Checkpointing.Cli.Verbs.Dashboard.State;

/// <summary>A page of the partitions.</summary>
/// <param name="Total">How many partitions there are.</param>
/// <param name="Trouble">How many of them somebody should look at.</param>
/// <param name="Matching">How many fit what was asked for.</param>
/// <param name="Page">Which page this is, from 1.</param>
/// <param name="Pages">How many there are; 1 at least.</param>
/// <param name="Sort">In which order they are.</param>
/// <param name="Rows">The partitions of this page.</param>
internal sealed record PartitionPage(int Total, int Trouble, int Matching, int Page, int Pages, string Sort, IReadOnlyList<DashboardPartition> Rows);
