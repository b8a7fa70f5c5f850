using System.Globalization;
using Checkpointing.Cli.CommandLine;
using Checkpointing.Cli.Terminal;
using Checkpointing.Cli.Verbs.Owners;
using Microsoft.AspNetCore.Http;

namespace Checkpointing.Cli.Verbs.Dashboard.State;

/// <summary>Which partitions are asked for. Ten thousand rows in a browser help nobody: it gets a page of them.</summary>
/// <param name="Show"><c>all</c>, <c>trouble</c>, <c>behind</c> or <c>unowned</c>.</param>
/// <param name="Search">A partition's number, or a part of an owner's name; empty for all.</param>
/// <param name="Sort"><c>partition</c>, <c>behind</c>, <c>waiting</c>, <c>owner</c> or <c>moved</c>; empty for the order of their numbers, or, of many, those first that are furthest behind.</param>
/// <param name="Page">Which page, from 1.</param>
internal sealed record PartitionQuery(string Show, string Search, string Sort, int Page)
{
    /// <summary>How many partitions a page has.</summary>
    public const int PageSize = 50;

    /// <summary>Reads it from the address.</summary>
    public static PartitionQuery Read(IQueryCollection query) => new(
        Given(query, "show") is { Length: > 0 } show ? show : "all",
        Given(query, "search"),
        Given(query, "sort"),
        int.TryParse(query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out int page) && page > 0 ? page : 1);

    /// <summary>Chooses.</summary>
    public PartitionPage Choose(IReadOnlyList<DashboardPartition> partitions)
    {
        string sort = Sort.Length > 0 ? Sort : partitions.Count <= TopOption.DefaultRows ? "partition" : "behind";
        DashboardPartition[] matching = [.. Order(partitions.Where(Filter()).Where(Fits), sort)];
        int pages = Math.Max(1, (matching.Length + PageSize - 1) / PageSize);
        int page = Math.Min(Page, pages);
        return new PartitionPage(
            partitions.Count,
            partitions.Count(partition => partition.IsTrouble),
            matching.Length,
            page,
            pages,
            sort,
            [.. matching.Skip((page - 1) * PageSize).Take(PageSize)]);
    }

    private static string Given(IQueryCollection query, string name) => query[name].ToString().Trim();

    private Func<DashboardPartition, bool> Filter() => Show switch
    {
        "all" => _ => true,
        "trouble" => partition => partition.IsTrouble,
        "behind" => partition => partition.EventsBehind > 0,
        "unowned" => partition => partition.OwnerState != OwnerState.Live,
        _ => throw new CliException(ExitCode.Misused, $"show is '{Show}': it is all, trouble, behind or unowned."),
    };

    private bool Fits(DashboardPartition partition) =>
        Search.Length == 0
        || partition.Partition.Equals(Search, StringComparison.OrdinalIgnoreCase)
        || partition.Owner?.Contains(Search, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Within equals by their numbers, so that rows keep their places from one reading to the next.</summary>
    private static IEnumerable<DashboardPartition> Order(IEnumerable<DashboardPartition> partitions, string sort)
    {
        IEnumerable<DashboardPartition> byNumber = partitions.OrderBy(partition => partition.Partition, PartitionOrder.Instance);
        return sort switch
        {
            "partition" => byNumber,
            "behind" => byNumber.OrderByDescending(partition => partition.EventsBehind ?? -1).ThenByDescending(partition => partition.IsTrouble),
            "waiting" => byNumber.OrderByDescending(partition => partition.SecondsBehind ?? -1),
            "owner" => byNumber.OrderBy(partition => partition.OwnerState == OwnerState.Live).ThenBy(partition => partition.Owner, StringComparer.Ordinal),
            "moved" => byNumber.OrderBy(partition => partition.CheckpointAt ?? DateTimeOffset.MinValue),
            _ => throw new CliException(ExitCode.Misused, $"sort is '{sort}': it is partition, behind, waiting, owner or moved."),
        };
    }
}
