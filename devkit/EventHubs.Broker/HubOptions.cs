using System.Text.RegularExpressions;

namespace Devkit.EventHubs.Broker;

/// <summary>One event hub of a broker.</summary>
public sealed partial class HubOptions
{
    /// <summary>Name of the consumer group that every hub has: <c>$Default</c>.</summary>
    public const string DefaultConsumerGroup = "$Default";

    /// <summary>Default of <see cref="PartitionCount"/>.</summary>
    public const int DefaultPartitionCount = 4;

    /// <summary>Most partitions of a hub: ten times and more what a dedicated cluster allows, so that tools can be tried beyond what they will meet.</summary>
    public const int MaximumPartitionCount = 16_384;

    /// <summary>Describes a hub.</summary>
    /// <param name="name">Letters, digits, <c>.</c>, <c>-</c> and <c>_</c>, beginning with a letter or digit; case does not matter.</param>
    /// <param name="partitionCount">From 1 to <see cref="MaximumPartitionCount"/>. The partitions are named <c>0</c>, <c>1</c>, and so on.</param>
    public HubOptions(string name, int partitionCount = DefaultPartitionCount)
    {
        Name = name;
        PartitionCount = partitionCount;
    }

    /// <summary>The hub's name.</summary>
    public string Name { get; }

    /// <summary>Number of partitions.</summary>
    public int PartitionCount { get; }

    /// <summary>Consumer groups beside <c>$Default</c>; case does not matter.</summary>
    public ICollection<string> ConsumerGroups { get; } = [];

    /// <summary>Retention of this hub; null, the default, for that of the broker.</summary>
    public RetentionOptions? Retention { get; set; }

    internal IEnumerable<string> FindErrors()
    {
        if (Name is null || !ValidName().IsMatch(Name))
        {
            yield return $"'{Name}' is no name for a hub: use letters, digits, '.', '-' and '_', beginning with a letter or digit, 256 at most.";
        }

        if (PartitionCount is < 1 or > MaximumPartitionCount)
        {
            yield return $"Hub '{Name}': the number of partitions is {PartitionCount}, it has to be from 1 to {MaximumPartitionCount}.";
        }

        if (ConsumerGroups.Any(string.IsNullOrWhiteSpace))
        {
            yield return $"Hub '{Name}': a consumer group needs a name.";
        }

        foreach (string error in Retention?.FindErrors($"Hub '{Name}'") ?? [])
        {
            yield return error;
        }
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,255}$", RegexOptions.CultureInvariant)]
    private static partial Regex ValidName();
}
