using System.Globalization;

namespace Checkpointing.Cli.Terminal;

/// <summary>The order in which people expect partitions: 2 before 10, and numbers before names.</summary>
internal sealed class PartitionOrder : IComparer<string>
{
    private PartitionOrder()
    {
    }

    /// <summary>The order.</summary>
    public static PartitionOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        bool xIsNumber = long.TryParse(x, NumberStyles.None, CultureInfo.InvariantCulture, out long first);
        bool yIsNumber = long.TryParse(y, NumberStyles.None, CultureInfo.InvariantCulture, out long second);
        return (xIsNumber, yIsNumber) switch
        {
            (true, true) when first != second => first.CompareTo(second),
            (true, false) => -1,
            (false, true) => 1,
            _ => string.CompareOrdinal(x, y),
        };
    }
}
