namespace Devkit.EventHubs.Broker;

/// <summary>How much each partition keeps. Whichever limit is reached first moves its beginning; readers behind it continue there.</summary>
public sealed class RetentionOptions
{
    /// <summary>Default of <see cref="MaximumBytes"/>: 64 MiB.</summary>
    public const long DefaultMaximumBytes = 64L << 20;

    /// <summary>Default of <see cref="MaximumAge"/>: 24 hours, as in Event Hubs.</summary>
    public static readonly TimeSpan DefaultMaximumAge = TimeSpan.FromHours(24);

    /// <summary>
    /// Bytes per partition, in memory and on disk; about 130 bytes of annotations per event count too. Memory in use is at
    /// most one segment (1 MiB) more. At least 1.
    /// </summary>
    public long MaximumBytes { get; set; } = DefaultMaximumBytes;

    /// <summary>Number of events per partition; null, the default, for no such limit. At least 1.</summary>
    public long? MaximumCount { get; set; }

    /// <summary>Age of the oldest event. More than zero.</summary>
    public TimeSpan MaximumAge { get; set; } = DefaultMaximumAge;

    internal IEnumerable<string> FindErrors(string owner)
    {
        if (MaximumBytes < 1)
        {
            yield return $"{owner}: Retention.MaximumBytes is {MaximumBytes}, it has to be at least 1.";
        }

        if (MaximumCount < 1)
        {
            yield return $"{owner}: Retention.MaximumCount is {MaximumCount}, it has to be at least 1, or null for no limit.";
        }

        if (MaximumAge <= TimeSpan.Zero)
        {
            yield return $"{owner}: Retention.MaximumAge is {MaximumAge}, it has to be more than zero.";
        }
    }
}
