namespace Checkpointing.Processor.Telemetry;

/// <summary>When the health check of a processor complains.</summary>
public sealed class ProcessorHealthOptions
{
    /// <summary>The default of <see cref="MaximumTimeBehind"/>: 5 minutes.</summary>
    public static readonly TimeSpan DefaultMaximumTimeBehind = TimeSpan.FromMinutes(5);

    /// <summary>The default of <see cref="StoreTroubleWindow"/>: 1 minute.</summary>
    public static readonly TimeSpan DefaultStoreTroubleWindow = TimeSpan.FromMinutes(1);

    /// <summary>The default of <see cref="NothingOwnedTimeout"/>: 5 minutes.</summary>
    public static readonly TimeSpan DefaultNothingOwnedTimeout = TimeSpan.FromMinutes(5);

    /// <summary>Degraded if the oldest unprocessed event of an owned partition was enqueued longer ago than this; more than zero, null for no such limit.</summary>
    public TimeSpan? MaximumTimeBehind { get; set; } = DefaultMaximumTimeBehind;

    /// <summary>Degraded if more events than this are behind, over all owned partitions; 0 or more, null (the default) for no such limit.</summary>
    public long? MaximumEventsBehind { get; set; }

    /// <summary>Degraded for this long after the last trouble with the store; zero or more, zero for only while it fails.</summary>
    public TimeSpan StoreTroubleWindow { get; set; } = DefaultStoreTroubleWindow;

    /// <summary>Unhealthy if the processor owns nothing for longer than this although there are partitions that nobody owns; more than zero.</summary>
    public TimeSpan NothingOwnedTimeout { get; set; } = DefaultNothingOwnedTimeout;

    /// <summary>What is wrong: for each violation the option's name, the value given, and what is allowed.</summary>
    internal IEnumerable<(string Option, object? Value, string Allowed)> Violations()
    {
        if (MaximumTimeBehind <= TimeSpan.Zero)
        {
            yield return (nameof(MaximumTimeBehind), MaximumTimeBehind, "allowed is more than zero; leave it empty for no limit.");
        }

        if (MaximumEventsBehind < 0)
        {
            yield return (nameof(MaximumEventsBehind), MaximumEventsBehind, "allowed is 0 or more; leave it empty for no limit.");
        }

        if (StoreTroubleWindow < TimeSpan.Zero)
        {
            yield return (nameof(StoreTroubleWindow), StoreTroubleWindow, "allowed is zero or more.");
        }

        if (NothingOwnedTimeout <= TimeSpan.Zero)
        {
            yield return (nameof(NothingOwnedTimeout), NothingOwnedTimeout, "allowed is more than zero; several load balancing intervals are advised.");
        }
    }
}
