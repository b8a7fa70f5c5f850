using Checkpointing.Cli.Verbs.Owners;

namespace Checkpointing.Cli.Verbs.Dashboard.State;

/// <summary>Who has how much.</summary>
/// <param name="Live">How many owners are alive.</param>
/// <param name="IsEven">Whether their shares differ by one at most.</param>
/// <param name="ExpirationSeconds">After how long without a renewal an owner counts as gone.</param>
/// <param name="PartitionsExpired">How many partitions have an owner that counts as gone.</param>
/// <param name="PartitionsFree">How many have none.</param>
/// <param name="Owners">Those with most partitions, and before them those that are gone.</param>
/// <param name="More">How many owners there are besides.</param>
internal sealed record OwnersSummary(
    int Live, bool IsEven, double ExpirationSeconds, int PartitionsExpired, int PartitionsFree, IReadOnlyList<OwnerLine> Owners, int More)
{
    /// <summary>How many owners are listed.</summary>
    public const int Most = 50;

    /// <summary>Sums up.</summary>
    public static OwnersSummary Of(OwnersReport report)
    {
        OwnerLine[] listed = [.. report.Owners.OrderBy(owner => owner.State == OwnerState.Live).Take(Most).Select(OwnerLine.Of)];
        return new OwnersSummary(
            report.Owners.Count(owner => owner.State == OwnerState.Live),
            report.IsEven,
            report.ExpirationSeconds,
            report.Partitions.Count(partition => partition.State == OwnerState.Expired),
            report.Partitions.Count(partition => partition.State == OwnerState.Free),
            listed,
            report.Owners.Count - listed.Length);
    }
}
