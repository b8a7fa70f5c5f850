using Azure.Messaging.EventHubs.Primitives;
using Checkpointing.Policies;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Checkpointing.Processor;

/// <summary>The options of a <see cref="CheckpointingProcessor{TPartition}"/>: those of the SDK's processor, and how checkpoints are made. Read once, when the processor is made.</summary>
public sealed class CheckpointingProcessorOptions : EventProcessorOptions
{
    /// <summary>The default of <see cref="CheckpointPolicy"/>.</summary>
    public const string DefaultCheckpointPolicy = "every 1000 events or every 5s";

    /// <summary>The default of <see cref="MaxUncheckpointedEvents"/>: 10,000.</summary>
    public const int DefaultMaxUncheckpointedEvents = 10_000;

    /// <summary>The default of <see cref="FlushTimeout"/>: 10 seconds.</summary>
    public static readonly TimeSpan DefaultFlushTimeout = TimeSpan.FromSeconds(10);

    /// <summary>The default of <see cref="HandlerStopTimeout"/>: 10 seconds.</summary>
    public static readonly TimeSpan DefaultHandlerStopTimeout = TimeSpan.FromSeconds(10);

    /// <summary>The most that <see cref="StoreCallTimeout"/> is unless it is set: 20 seconds.</summary>
    public static readonly TimeSpan MaximumDefaultStoreCallTimeout = TimeSpan.FromSeconds(20);

    /// <summary>The longest <see cref="FlushTimeout"/> and <see cref="HandlerStopTimeout"/>: one day.</summary>
    public static readonly TimeSpan MaximumStopTimeout = TimeSpan.FromDays(1);

    /// <summary>When progress is written; <see cref="DefaultCheckpointPolicy"/> unless set. A handler may change it for its partition.</summary>
    public CheckpointPolicy CheckpointPolicy { get; set; } = CheckpointPolicy.Parse(DefaultCheckpointPolicy);

    /// <summary>
    /// The most events of one partition that are handed out without a stored checkpoint that covers them: no more than this many are processed again after a crash.
    /// Reading waits for the store when it is reached. At least the maximum batch size; null for no limit.
    /// With <see cref="CheckpointPolicy.Manual"/> reading waits only for checkpoints that the handler asked for, so the bound is the handler's to keep.
    /// </summary>
    public int? MaxUncheckpointedEvents { get; set; } = DefaultMaxUncheckpointedEvents;

    /// <summary>How long releasing a partition waits for its stop handler and its last checkpoint; zero to one day.</summary>
    public TimeSpan FlushTimeout { get; set; } = DefaultFlushTimeout;

    /// <summary>
    /// How long a handler may go on with what it has begun after the processor was asked to stop, before its token is cancelled; zero to one day.
    /// When a partition is lost to another processor, the token is cancelled at once.
    /// </summary>
    public TimeSpan HandlerStopTimeout { get; set; } = DefaultHandlerStopTimeout;

    /// <summary>
    /// The time limit of each call to the store; more than zero and at most half of <see cref="EventProcessorOptions.PartitionOwnershipExpirationInterval"/>,
    /// or a hanging store would cost all partitions. Null, the default, stands for a quarter of it, at most <see cref="MaximumDefaultStoreCallTimeout"/>.
    /// </summary>
    public TimeSpan? StoreCallTimeout { get; set; }

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>The source of jitter; locked while it is used. Null for one of the processor's own.</summary>
    public Random? Random { get; set; }

    /// <summary>Where the processor logs.</summary>
    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;

    /// <summary>The time limit of a store call that applies.</summary>
    internal TimeSpan EffectiveStoreCallTimeout =>
        StoreCallTimeout ?? TimeSpan.FromTicks(Math.Min(MaximumDefaultStoreCallTimeout.Ticks, Math.Max(PartitionOwnershipExpirationInterval.Ticks / 4, 1)));

    /// <summary>Finds what is wrong.</summary>
    /// <param name="eventBatchMaximumCount">The maximum batch size.</param>
    /// <returns>For each violation the option's name, the value given, and what is allowed.</returns>
    internal IEnumerable<(string Option, object? Value, string Allowed)> Violations(int eventBatchMaximumCount)
    {
        if (MaxUncheckpointedEvents < eventBatchMaximumCount)
        {
            yield return (
                nameof(MaxUncheckpointedEvents),
                MaxUncheckpointedEvents,
                $"allowed is the maximum batch size, {eventBatchMaximumCount}, or more: a batch is handed out whole. Raise it, or lower the batch size.");
        }

        if (FlushTimeout < TimeSpan.Zero || FlushTimeout > MaximumStopTimeout)
        {
            yield return (nameof(FlushTimeout), FlushTimeout, $"allowed is zero to {MaximumStopTimeout}.");
        }

        if (HandlerStopTimeout < TimeSpan.Zero || HandlerStopTimeout > MaximumStopTimeout)
        {
            yield return (nameof(HandlerStopTimeout), HandlerStopTimeout, $"allowed is zero to {MaximumStopTimeout}.");
        }

        TimeSpan half = PartitionOwnershipExpirationInterval / 2;
        if (StoreCallTimeout <= TimeSpan.Zero || StoreCallTimeout > half)
        {
            yield return (
                nameof(StoreCallTimeout),
                StoreCallTimeout,
                $"allowed is more than zero and at most {half}, half of {nameof(PartitionOwnershipExpirationInterval)}: a store that hangs for longer costs all partitions.");
        }
    }
}
