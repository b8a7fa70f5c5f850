using System.Diagnostics.Metrics;
using Azure.Messaging.EventHubs.Primitives;
using Checkpointing.Policies;
using Checkpointing.Processor.Handling;
using Checkpointing.Processor.Receiving;
using Checkpointing.Writing;
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

    /// <summary>The default of <see cref="UnavailablePosition"/>: an error that somebody has to decide on.</summary>
    public const UnavailablePosition DefaultUnavailablePosition = UnavailablePosition.Fail;

    /// <summary>The default of <see cref="CheckpointRest"/>: 20 milliseconds.</summary>
    public static readonly TimeSpan DefaultCheckpointRest = TimeSpan.FromMilliseconds(20);

    /// <summary>The longest <see cref="CheckpointRest"/>: one second.</summary>
    public static readonly TimeSpan MaximumCheckpointRest = CheckpointWriterOptions.MaximumRest;

    /// <summary>The default of <see cref="FlushTimeout"/>: 10 seconds.</summary>
    public static readonly TimeSpan DefaultFlushTimeout = TimeSpan.FromSeconds(10);

    /// <summary>The default of <see cref="HandlerStopTimeout"/>: 10 seconds.</summary>
    public static readonly TimeSpan DefaultHandlerStopTimeout = TimeSpan.FromSeconds(10);

    /// <summary>The most that <see cref="StoreCallTimeout"/> is unless it is set: 20 seconds.</summary>
    public static readonly TimeSpan MaximumDefaultStoreCallTimeout = TimeSpan.FromSeconds(20);

    /// <summary>The default of <see cref="OwnershipWatchInterval"/>: 750 milliseconds.</summary>
    public static readonly TimeSpan DefaultOwnershipWatchInterval = TimeSpan.FromMilliseconds(750);

    /// <summary>The least <see cref="OwnershipWatchInterval"/>: 50 milliseconds.</summary>
    public static readonly TimeSpan MinimumOwnershipWatchInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>The default of <see cref="HandoverTimeout"/>: 30 seconds.</summary>
    public static readonly TimeSpan DefaultHandoverTimeout = TimeSpan.FromSeconds(30);

    /// <summary>The longest <see cref="FlushTimeout"/> and <see cref="HandlerStopTimeout"/>: one day.</summary>
    public static readonly TimeSpan MaximumStopTimeout = TimeSpan.FromDays(1);

    /// <summary>The longest that a partition waits for an event before it looks whether it is to end. Handlers never see an empty batch, so nobody else notices.</summary>
    private static readonly TimeSpan LongestWaitTime = TimeSpan.FromSeconds(1);

    /// <summary>When progress is written; <see cref="DefaultCheckpointPolicy"/> unless set. A handler may change it for its partition.</summary>
    public CheckpointPolicy CheckpointPolicy { get; set; } = CheckpointPolicy.Parse(DefaultCheckpointPolicy);

    /// <summary>
    /// The most events of one partition that are handed out without a stored checkpoint that covers them: no more than this many are processed again after a crash.
    /// From three quarters of it on what is processed is written whatever the policy wants, and reading waits for the store when it is reached. At least the maximum batch size; null for no limit.
    /// With <see cref="CheckpointPolicy.Manual"/> reading waits only for checkpoints that the handler asked for, so the bound is the handler's to keep.
    /// </summary>
    public int? MaxUncheckpointedEvents { get; set; } = DefaultMaxUncheckpointedEvents;

    /// <summary>
    /// Where a partition begins whose checkpoint the event hub no longer has. It is looked at when a partition with a checkpoint starts, by one question to the hub, and only for
    /// checkpoints with a sequence number: an offset that stands alone is for the service to judge.
    /// </summary>
    public UnavailablePosition UnavailablePosition { get; set; } = DefaultUnavailablePosition;

    /// <summary>
    /// How long the writer of checkpoints rests after each write, at least, while positions of all partitions merge; zero to one second. It bounds what frequent checkpoints cost the machine
    /// and the store (with 20 milliseconds, 50 writes a second), and lets a policy's checkpoint come so much later. After a write that took long it rests longer: see
    /// <see cref="CheckpointWriterOptions.Rest"/>. Nobody who waits for a checkpoint waits for it: not a handler, not a release, and not reading at <see cref="MaxUncheckpointedEvents"/>.
    /// </summary>
    public TimeSpan CheckpointRest { get; set; } = DefaultCheckpointRest;

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

    /// <summary>
    /// How often the processor looks for changes that others make: partitions given up, asked for, or rewound. 50 milliseconds or more; counts as
    /// <see cref="EventProcessorOptions.LoadBalancingUpdateInterval"/> if it is longer than that. Each look is one list of the group's ownership on a store that holds requests
    /// (<see cref="IOwnershipRequestStore"/>); any other is listed once in a load balancing interval. Renewals, balancing decisions and hub properties keep that interval in any case.
    /// </summary>
    public TimeSpan OwnershipWatchInterval { get; set; } = DefaultOwnershipWatchInterval;

    /// <summary>
    /// How long a processor that wants a partition of a live one waits for it to finish what it has begun and to hand over, before it takes the partition; then some
    /// events are processed twice. Zero to one day; zero takes at once, and hands nothing over. Longer than <see cref="HandlerStopTimeout"/> and <see cref="FlushTimeout"/> together is advised.
    /// Needs a store that holds requests (<see cref="IOwnershipRequestStore"/>).
    /// </summary>
    public TimeSpan HandoverTimeout { get; set; } = DefaultHandoverTimeout;

    /// <summary>What is done while the store has been out of reach for longer than <see cref="EventProcessorOptions.PartitionOwnershipExpirationInterval"/>; <see cref="StoreOutagePolicy.Continue"/> unless set.</summary>
    public StoreOutagePolicy StoreOutagePolicy { get; set; } = StoreOutagePolicy.Continue;

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>The source of jitter; locked while it is used. Null for one of the processor's own.</summary>
    public Random? Random { get; set; }

    /// <summary>Where the processor logs.</summary>
    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;

    /// <summary>Where meters come from; null for one that all processors of the process share. Names and tags of all figures stand in <c>docs/telemetry.md</c>.</summary>
    public IMeterFactory? MeterFactory { get; set; }

    /// <summary>The name by which figures tell this processor from others; null for <c>default</c>. It should stay the same from start to start, which the identifier does not.</summary>
    public string? Name { get; set; }

    /// <summary>How many events of a partition are processed at once; null for one batch after the other.</summary>
    internal ConcurrencySettings? Concurrency { get; set; }

    /// <summary>The time limit of a store call that applies.</summary>
    internal TimeSpan EffectiveStoreCallTimeout =>
        StoreCallTimeout ?? TimeSpan.FromTicks(Math.Min(MaximumDefaultStoreCallTimeout.Ticks, Math.Max(PartitionOwnershipExpirationInterval.Ticks / 4, 1)));

    /// <summary>How often the SDK's balancer runs.</summary>
    internal TimeSpan BalancingTick => OwnershipWatchInterval < LoadBalancingUpdateInterval ? OwnershipWatchInterval : LoadBalancingUpdateInterval;

    /// <summary>The options as the SDK gets them: its balancer ticks often, and what is due at a tick is decided here; its partitions look up as often, to learn that they are to end.</summary>
    internal EventProcessorOptions ForSdk() => new()
    {
        Identifier = Identifier,
        ConnectionOptions = ConnectionOptions,
        RetryOptions = RetryOptions,
        DefaultStartingPosition = DefaultStartingPosition,
        PrefetchCount = PrefetchCount,
        PrefetchSizeInBytes = PrefetchSizeInBytes,
        TrackLastEnqueuedEventProperties = TrackLastEnqueuedEventProperties,
        LoadBalancingStrategy = LoadBalancingStrategy,
        PartitionOwnershipExpirationInterval = PartitionOwnershipExpirationInterval,
        LoadBalancingUpdateInterval = BalancingTick,
        MaximumWaitTime = MaximumWaitTime < LongestWaitTime ? MaximumWaitTime : LongestWaitTime,
    };

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

        if (!Enum.IsDefined(UnavailablePosition))
        {
            yield return (nameof(UnavailablePosition), UnavailablePosition, $"allowed is {string.Join(", ", Enum.GetNames<UnavailablePosition>())}.");
        }

        if (CheckpointRest < TimeSpan.Zero || CheckpointRest > MaximumCheckpointRest)
        {
            yield return (nameof(CheckpointRest), CheckpointRest, $"allowed is zero to {MaximumCheckpointRest}.");
        }

        if (FlushTimeout < TimeSpan.Zero || FlushTimeout > MaximumStopTimeout)
        {
            yield return (nameof(FlushTimeout), FlushTimeout, $"allowed is zero to {MaximumStopTimeout}.");
        }

        if (HandlerStopTimeout < TimeSpan.Zero || HandlerStopTimeout > MaximumStopTimeout)
        {
            yield return (nameof(HandlerStopTimeout), HandlerStopTimeout, $"allowed is zero to {MaximumStopTimeout}.");
        }

        if (OwnershipWatchInterval < MinimumOwnershipWatchInterval)
        {
            yield return (nameof(OwnershipWatchInterval), OwnershipWatchInterval, $"allowed is {MinimumOwnershipWatchInterval} or more.");
        }

        if (HandoverTimeout < TimeSpan.Zero || HandoverTimeout > MaximumStopTimeout)
        {
            yield return (nameof(HandoverTimeout), HandoverTimeout, $"allowed is zero to {MaximumStopTimeout}.");
        }

        if (!Enum.IsDefined(StoreOutagePolicy))
        {
            yield return (nameof(StoreOutagePolicy), StoreOutagePolicy, $"allowed is {nameof(StoreOutagePolicy.Continue)} or {nameof(StoreOutagePolicy.Pause)}.");
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
