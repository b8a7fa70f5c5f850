using Azure.Core;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Processor;
using Checkpointing.Policies;
using Checkpointing.Processor.Receiving;
using Checkpointing.Processor.Telemetry;

namespace Checkpointing.Processor.Hosting;

/// <summary>The options of an <see cref="EventHubsProcessor"/>, as configuration has them.</summary>
public sealed class EventHubsProcessorOptions
{
    /// <summary>The default of <see cref="BatchSize"/>: 100.</summary>
    public const int DefaultBatchSize = 100;

    /// <summary>The default of <see cref="PrefetchCount"/>: 300.</summary>
    public const int DefaultPrefetchCount = 300;

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

    /// <inheritdoc cref="CheckpointingProcessorOptions.FlushTimeout"/>
    public TimeSpan FlushTimeout { get; set; } = CheckpointingProcessorOptions.DefaultFlushTimeout;

    /// <inheritdoc cref="CheckpointingProcessorOptions.HandlerStopTimeout"/>
    public TimeSpan HandlerStopTimeout { get; set; } = CheckpointingProcessorOptions.DefaultHandlerStopTimeout;

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
