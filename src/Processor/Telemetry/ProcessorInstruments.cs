using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Checkpointing.Telemetry;

namespace Checkpointing.Processor.Telemetry;

/// <summary>
/// The instruments of processors, once for each meter. What can be read is read when somebody collects, from the sessions that live then; only what happens is counted as it happens.
/// </summary>
internal sealed class ProcessorInstruments
{
    /// <summary>A meter would hand out a second set of observable instruments under the same names.</summary>
    private static readonly ConditionalWeakTable<Meter, ProcessorInstruments> OfMeters = [];
    private static readonly Lock Creation = new();

    private readonly LiveProcessors _live = new();

    private ProcessorInstruments(Meter meter)
    {
        Consumed = meter.CreateCounter<long>("messaging.client.consumed.messages", "{message}", "Events handed to the application.");
        ProcessDuration = meter.CreateHistogram(
            "messaging.process.duration", "s", "How long the handler took with an event, or with a batch if it takes batches.", tags: null, StoreInstruments.Seconds);
        CheckpointDelay = meter.CreateHistogram(
            "checkpointing.checkpoint.delay",
            "s",
            "From the time at which an event was enqueued until a stored checkpoint covered it; of each checkpoint the oldest event, to a batch.",
            tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 14400, 86400] });
        OwnershipChanges = meter.CreateCounter<long>("checkpointing.ownership.changes", "{partition}", "Partitions gained and lost.");
        Retried = meter.CreateCounter<long>("checkpointing.events.retried", "{event}", "Attempts at events after the first.");
        Skipped = meter.CreateCounter<long>("checkpointing.events.skipped", "{event}", "Poison events that were passed over.");
        DeadLettered = meter.CreateCounter<long>("checkpointing.events.dead_lettered", "{event}", "Poison events that were stored as dead letters.");
        Outages = meter.CreateCounter<long>("checkpointing.store.outages", "{outage}", "Times at which the store was given up as out of reach.");
        meter.CreateObservableCounter("checkpointing.events.processed", () => _live.Processed(), "{event}", "Events whose processing is finished, in one run without a gap.");
        meter.CreateObservableUpDownCounter(
            "checkpointing.events.uncheckpointed", () => _live.Of(partition => partition.Uncheckpointed), "{event}", "Events handed out that no stored checkpoint covers: what a crash would replay.");
        meter.CreateObservableUpDownCounter(
            "checkpointing.lag.events", () => _live.Of(partition => partition.EventsBehind), "{event}", "Events between the stored checkpoint and the last one that the hub told of.");
        meter.CreateObservableGauge(
            "checkpointing.lag.time", () => _live.Of(partition => partition.TimeBehind), "s", "How long ago the oldest event was enqueued that no stored checkpoint covers; 0 if all are covered.");
        meter.CreateObservableGauge(
            "checkpointing.checkpoint.age", () => _live.Of(partition => partition.CheckpointAge), "s", "How long ago the stored checkpoint was written; it also grows while no events come.");
        meter.CreateObservableUpDownCounter(
            "checkpointing.partitions.owned", () => _live.OfProcessors(static processor => (long)processor.Ownership.Count), "{partition}", "Partitions that the processor owns.");
        meter.CreateObservableGauge(
            "checkpointing.store.outage.time",
            () => _live.OfProcessors(static processor => processor.Store.FailingFor?.TotalSeconds ?? 0),
            "s",
            "For how long the store has answered no call; 0 if it answered the last one.");
    }

    public Counter<long> Consumed { get; }

    public Histogram<double> ProcessDuration { get; }

    public Histogram<double> CheckpointDelay { get; }

    public Counter<long> OwnershipChanges { get; }

    public Counter<long> Retried { get; }

    public Counter<long> Skipped { get; }

    public Counter<long> DeadLettered { get; }

    public Counter<long> Outages { get; }

    /// <summary>The instruments of a container's meter, or else of the process's.</summary>
    public static ProcessorInstruments Of(IMeterFactory? factory)
    {
        Meter meter = StoreInstruments.MeterOf(factory);
        lock (Creation)
        {
            return OfMeters.GetValue(meter, static meter => new ProcessorInstruments(meter));
        }
    }

    /// <summary>Has the figures of a processor read from now on, for as long as the processor lives.</summary>
    public void Add(ProcessorTelemetry processor) => _live.Add(processor);
}
