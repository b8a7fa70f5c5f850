using System.Diagnostics.Metrics;

namespace Checkpointing.Telemetry;

/// <summary>The instruments of store calls.</summary>
internal sealed class StoreInstruments
{
    /// <summary>The boundaries that OpenTelemetry advises for times of messaging, from milliseconds to a store's time limit.</summary>
    internal static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20],
    };

    private static readonly Meter ProcessMeter = new(CheckpointStoreTelemetry.MeterName);

    private StoreInstruments(Meter meter)
    {
        Duration = meter.CreateHistogram(
            "checkpointing.store.duration", "s", "How long a call of the store took, by operation and outcome.", tags: null, Seconds);
        Writes = meter.CreateCounter<long>(
            "checkpointing.checkpoint.writes", "{checkpoint}", "Checkpoints given to the store, by what became of each: ok, stale, fenced or a fault.");
        Claims = meter.CreateCounter<long>(
            "checkpointing.ownership.claims", "{claim}", "Claims, renewals and releases given to the store, by what became of each: ok, lost or a fault.");
    }

    public Histogram<double> Duration { get; }

    public Counter<long> Writes { get; }

    public Counter<long> Claims { get; }

    /// <summary>The meter of a container, or else that of the process.</summary>
    public static Meter MeterOf(IMeterFactory? factory) => factory?.Create(new MeterOptions(CheckpointStoreTelemetry.MeterName)) ?? ProcessMeter;

    /// <summary>The instruments of a meter; a meter hands out each of them once, so that this costs nothing but an object.</summary>
    public static StoreInstruments Of(IMeterFactory? factory) => new(MeterOf(factory));
}
