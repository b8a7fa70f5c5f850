namespace Quickstart;

/// <summary>The order in which people expect partitions: 2 before 10.</summary>
internal static class PartitionIds
{
    public static IComparer<string> Numerically { get; } = Comparer<string>.Create((left, right) =>
        left.Length == right.Length ? string.CompareOrdinal(left, right) : left.Length.CompareTo(right.Length));
}
