using Azure.Core;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Processor;
using Checkpointing.Policies;
using Checkpointing.Processor.Handling;
using Checkpointing.Processor.Receiving;
using Checkpointing.Processor.Telemetry;
using Polly;

namespace Checkpointing.Processor.Hosting;

/// <summary>The options of an <see cref="EventHubsProcessor"/>, as configuration has them.</summary>
public sealed class EventHubsProcessorOptions
{
    /// <summary>The default of <see cref="BatchSize"/>: 100.</summary>
    public const int DefaultBatchSize = 100;

    /// <summary>The default of <see cref="PrefetchCount"/>: 300.</summary>
    public const int DefaultPrefetchCount = 300;

    /// <summary>The default of <see cref="MaxConcurrentEvents"/>: 1.</summary>
    public const int DefaultMaxConcurrentEvents = 1;

    /// <summary>The default of <see cref="MaxInFlightEvents"/>: 1,000.</summary>
    public const int DefaultMaxInFlightEvents = 1_000;

    /// <summary>The default of <see cref="HandlerTimeoutGrace"/>: 5 seconds.</summary>
    public static readonly TimeSpan DefaultHandlerTimeoutGrace = TimeSpan.FromSeconds(5);

    /// <summary>The longest <see cref="HandlerTimeout"/> and <see cref="HandlerTimeoutGrace"/>: one day.</summary>
    public static readonly TimeSpan LongestHandlerTimeout = TimeSpan.FromDays(1);

    /// <summary>The default of <see cref="LoadBalancingUpdateInterval"/>: 30 seconds.</summary>
    public static readonly TimeSpan DefaultLoadBalancingUpdateInterval = TimeSpan.FromSeconds(30);

    /// <summary>The default of <see cref="PartitionOwnershipExpirationInterval"/>: 2 minutes.</summary>
    public static readonly TimeSpan DefaultPartitionOwnershipExpirationInterval = TimeSpan.FromMinutes(2);

    /// <summary>The default of <see cref="MaximumWaitTime"/>: 60 seconds.</summary>
    public static readonly TimeSpan DefaultMaximumWaitTime = TimeSpan.FromSeconds(60);

    /// <summary>A connection string of the event hub, or of its namespace together with <see cref="EventHubName"/>. Either this or <see cref="FullyQualifiedNamespace"/>.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>The name under <c>ConnectionStrings</c> in configuration at which <see cref="ConnectionString"/> stands.</summary>
    public string? ConnectionName { get; set; }

    /// <summary>The host name of the namespace, such as <c>contoso.servicebus.windows.net</c>; the processor then authenticates with <see cref="Credential"/>.</summary>
    public string? FullyQualifiedNamespace { get; set; }

    /// <summary>The name of the event hub; may be left out if the connection string has <c>EntityPath</c>.</summary>
    public string? EventHubName { get; set; }

    /// <summary>The consumer group; <c>$Default</c> unless set.</summary>
    public string ConsumerGroup { get; set; } = EventHubConsumerClient.DefaultConsumerGroupName;

    /// <summary>Who this processor is in its group; a new one for each start unless set. No two live processors of a group may share one.</summary>
    public string? Identifier { get; set; }

    /// <summary>
    /// The credential for <see cref="FullyQualifiedNamespace"/>; set in code. Unless set, a <see cref="TokenCredential"/> of the container, or else
    /// <see cref="Azure.Identity.DefaultAzureCredential"/>.
    /// </summary>
    public TokenCredential? Credential { get; set; }

    /// <summary>Where a partition without a checkpoint begins; the earliest event unless set.</summary>
    public StartPosition StartPosition { get; set; } = StartPosition.Earliest;

    /// <inheritdoc cref="CheckpointingProcessorOptions.UnavailablePosition"/>
    public UnavailablePosition UnavailablePosition { get; set; } = CheckpointingProcessorOptions.DefaultUnavailablePosition;

    /// <summary>The most events of one batch; 1 or more.</summary>
    public int BatchSize { get; set; } = DefaultBatchSize;

    /// <summary>How many events of a partition are fetched ahead; 0 or more. Three times <see cref="BatchSize"/> or more is advised.</summary>
    public int PrefetchCount { get; set; } = DefaultPrefetchCount;

    /// <summary>How long a read waits for a first event before it begins anew; zero or more, null for the SDK's own.</summary>
    public TimeSpan? MaximumWaitTime { get; set; } = DefaultMaximumWaitTime;

    /// <summary>When progress is written, such as <c>every 100 events or every 5s</c>; <see cref="CheckpointingProcessorOptions.DefaultCheckpointPolicy"/> unless set.</summary>
    public CheckpointPolicy CheckpointPolicy { get; set; } = CheckpointPolicy.Parse(CheckpointingProcessorOptions.DefaultCheckpointPolicy);

    /// <inheritdoc cref="CheckpointingProcessorOptions.MaxUncheckpointedEvents"/>
    public int? MaxUncheckpointedEvents { get; set; } = CheckpointingProcessorOptions.DefaultMaxUncheckpointedEvents;

    /// <inheritdoc cref="CheckpointingProcessorOptions.CheckpointRest"/>
    public TimeSpan CheckpointRest { get; set; } = CheckpointingProcessorOptions.DefaultCheckpointRest;

    /// <inheritdoc cref="CheckpointingProcessorOptions.FlushTimeout"/>
    public TimeSpan FlushTimeout { get; set; } = CheckpointingProcessorOptions.DefaultFlushTimeout;

    /// <inheritdoc cref="CheckpointingProcessorOptions.HandlerStopTimeout"/>
    public TimeSpan HandlerStopTimeout { get; set; } = CheckpointingProcessorOptions.DefaultHandlerStopTimeout;

    /// <summary>How often and when a handler that failed is called again. Not used with <see cref="HandlerPipeline"/>.</summary>
    public HandlerRetryOptions HandlerRetry { get; set; } = new();

    /// <summary>Whether an exception of a handler may pass by itself, so that it is worth trying again; set in code. Unless set, every exception may.</summary>
    public Func<Exception, bool>? IsTransient { get; set; }

    /// <summary>
    /// What calls of handlers run through in place of <see cref="HandlerRetry"/>; set in code. What leaves it as an exception is dealt with as <see cref="PoisonPolicy"/> says. Its
    /// pauses end at once when the partition is lost or the processor stops. Unlike retries by options it costs a few allocations per event.
    /// </summary>
    public ResiliencePipeline? HandlerPipeline { get; set; }

    /// <summary>What becomes of an event whose handler fails for good; <see cref="PoisonPolicy.StopPartition"/> unless set.</summary>
    public PoisonPolicy PoisonPolicy { get; set; } = PoisonPolicy.StopPartition;

    /// <summary>The event hub for dead letters, with <see cref="PoisonPolicy.DeadLetter"/>. Either this or an <see cref="IDeadLetterSink"/>.</summary>
    public EventHubDeadLetterOptions? DeadLetter { get; set; }

    /// <summary>Where dead letters go, in place of <see cref="DeadLetter"/>; set in code. Unless set, an <see cref="IDeadLetterSink"/> of the container. The processor does not dispose it.</summary>
    public IDeadLetterSink? DeadLetterSink { get; set; }

    /// <summary>
    /// How long one call of a handler may take before its token is cancelled and the attempt counts as failed with a <see cref="TimeoutException"/>; more than zero and at most one day, null
    /// for no limit. With a limit each call is made on the thread pool, which costs a few hundred bytes.
    /// </summary>
    public TimeSpan? HandlerTimeout { get; set; }

    /// <summary>
    /// How long after <see cref="HandlerTimeout"/> a handler that ignores its token is waited for; zero to one day. Then it is given up: it may still run while its event is given again, but what
    /// it marks as processed counts no more.
    /// </summary>
    public TimeSpan HandlerTimeoutGrace { get; set; } = DefaultHandlerTimeoutGrace;

    /// <summary>
    /// How many events of one partition an <see cref="IEventHandler"/> processes at once; 1 or more, 1 for one after the other. Events with the same key
    /// (<see cref="ConcurrencyKey"/>) are processed in order. The checkpoint follows the run of processed events without a gap.
    /// </summary>
    public int MaxConcurrentEvents { get; set; } = DefaultMaxConcurrentEvents;

    /// <summary>
    /// With <see cref="MaxConcurrentEvents"/> above 1, the most events of one partition from the oldest that is not processed to the newest that was taken up: how far the others may run ahead of a slow
    /// one. At least <see cref="MaxConcurrentEvents"/>.
    /// </summary>
    public int MaxInFlightEvents { get; set; } = DefaultMaxInFlightEvents;

    /// <summary>
    /// What events have in common that must not overtake each other, with <see cref="MaxConcurrentEvents"/> above 1; set in code. <see cref="EventData.PartitionKey"/> unless set. Events for which it
    /// is null keep no order, neither among each other nor with the rest. What it throws stops the partition.
    /// </summary>
    public Func<EventData, string?>? ConcurrencyKey { get; set; }

    /// <summary>The time limit of each call to the store; more than zero and at most half of <see cref="PartitionOwnershipExpirationInterval"/>; null for the default.</summary>
    public TimeSpan? StoreCallTimeout { get; set; }

    /// <inheritdoc cref="CheckpointingProcessorOptions.OwnershipWatchInterval"/>
    public TimeSpan OwnershipWatchInterval { get; set; } = CheckpointingProcessorOptions.DefaultOwnershipWatchInterval;

    /// <inheritdoc cref="CheckpointingProcessorOptions.HandoverTimeout"/>
    public TimeSpan HandoverTimeout { get; set; } = CheckpointingProcessorOptions.DefaultHandoverTimeout;

    /// <inheritdoc cref="CheckpointingProcessorOptions.StoreOutagePolicy"/>
    public StoreOutagePolicy StoreOutagePolicy { get; set; } = StoreOutagePolicy.Continue;

    /// <summary>How partitions are taken when there are free ones: all at once (Greedy, the default) or one in each interval (Balanced).</summary>
    public LoadBalancingStrategy LoadBalancingStrategy { get; set; } = LoadBalancingStrategy.Greedy;

    /// <summary>How often ownership is renewed and balanced; more than zero.</summary>
    public TimeSpan LoadBalancingUpdateInterval { get; set; } = DefaultLoadBalancingUpdateInterval;

    /// <summary>After how long without a renewal a partition counts as free; at least twice <see cref="LoadBalancingUpdateInterval"/>, three times is advised.</summary>
    public TimeSpan PartitionOwnershipExpirationInterval { get; set; } = DefaultPartitionOwnershipExpirationInterval;

    /// <summary>How operations of the event hub are retried.</summary>
    public EventHubsRetryOptions RetryOptions { get; set; } = new();

    /// <summary>When the health check of this processor complains.</summary>
    public ProcessorHealthOptions Health { get; set; } = new();

    /// <summary>Whether the store is asked at start to create what it needs (a table, a container), if it can. True unless set.</summary>
    public bool ProvisionStore { get; set; } = true;
}
