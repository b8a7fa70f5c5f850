using System.Globalization;

namespace Compare;

/// <summary>Partition ids.</summary>
internal static class Ids
{
    /// <summary>The ids of a hub with so many partitions.</summary>
    public static string[] Of(int partitions) => [.. Of(0, partitions)];

    /// <summary>So many ids from one on.</summary>
    public static IEnumerable<string> Of(int first, int count) => Enumerable.Range(first, count).Select(id => id.ToString(CultureInfo.InvariantCulture));
}
