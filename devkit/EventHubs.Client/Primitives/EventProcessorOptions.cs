using System.ComponentModel;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Core;
using Azure.Messaging.EventHubs.Processor;

namespace Azure.Messaging.EventHubs.Primitives;

/// <summary>How a processor works.</summary>
public class EventProcessorOptions
{
    private EventHubConnectionOptions _connectionOptions = new();
    private EventHubsRetryOptions _retryOptions = new();
    private TimeSpan? _maximumWaitTime = TimeSpan.FromSeconds(60);
    private int _prefetchCount = 300;
    private long? _prefetchSizeInBytes;
    private TimeSpan _loadBalancingUpdateInterval = TimeSpan.FromSeconds(30);
    private TimeSpan _partitionOwnershipExpirationInterval = TimeSpan.FromMinutes(2);

    /// <summary>Makes options with the default values.</summary>
    public EventProcessorOptions()
    {
    }

    /// <summary>How connections are made; not null.</summary>
    public EventHubConnectionOptions ConnectionOptions
    {
        get => _connectionOptions;
        set => _connectionOptions = Argument.NotNull(value, nameof(ConnectionOptions));
    }

    /// <summary>How operations are retried; not null.</summary>
    public EventHubsRetryOptions RetryOptions
    {
        get => _retryOptions;
        set => _retryOptions = Argument.NotNull(value, nameof(RetryOptions));
    }

    /// <summary>After how long without an event an empty batch is handed out, or <see langword="null"/> for never; not negative, 60 s unless set.</summary>
    public TimeSpan? MaximumWaitTime
    {
        get => _maximumWaitTime;
        set => _maximumWaitTime = Argument.NotNegative(value, nameof(MaximumWaitTime));
    }

    /// <summary>How many events of a partition the service may send ahead of need; not negative, 300 unless set.</summary>
    public int PrefetchCount
    {
        get => _prefetchCount;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(PrefetchCount));
            _prefetchCount = value;
        }
    }

    /// <summary>How many bytes of a partition the service should send ahead of need; not negative, no limit unless set.</summary>
    public long? PrefetchSizeInBytes
    {
        get => _prefetchSizeInBytes;
        set => _prefetchSizeInBytes = Argument.NotNegative(value, nameof(PrefetchSizeInBytes));
    }

    /// <summary>How often ownership is renewed and the load looked at; not negative, 30 s unless set.</summary>
    public TimeSpan LoadBalancingUpdateInterval
    {
        get => _loadBalancingUpdateInterval;
        set => _loadBalancingUpdateInterval = Argument.NotNegative(value, nameof(LoadBalancingUpdateInterval));
    }

    /// <summary>After how long without renewal others may take a partition; not negative, 2 minutes unless set, at least twice the update interval to make sense.</summary>
    public TimeSpan PartitionOwnershipExpirationInterval
    {
        get => _partitionOwnershipExpirationInterval;
        set => _partitionOwnershipExpirationInterval = Argument.NotNegative(value, nameof(PartitionOwnershipExpirationInterval));
    }

    /// <summary>The name of the processor; a random one unless set. Two that live at the same time must not share one.</summary>
    public string Identifier { get; set; }

    /// <summary>Whether the service tells about the newest event with each delivery; it does unless set.</summary>
    public bool TrackLastEnqueuedEventProperties { get; set; } = true;

    /// <summary>Where a partition without a checkpoint is read from; the earliest event unless set.</summary>
    public EventPosition DefaultStartingPosition { get; set; } = EventPosition.Earliest;

    /// <summary>How fast partitions are claimed; greedily unless set.</summary>
    public LoadBalancingStrategy LoadBalancingStrategy { get; set; } = LoadBalancingStrategy.Greedy;

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override bool Equals(object obj) => base.Equals(obj);

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override int GetHashCode() => base.GetHashCode();

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override string ToString() => base.ToString();

    internal EventProcessorOptions Clone()
    {
        var copy = (EventProcessorOptions)MemberwiseClone();
        copy._connectionOptions = _connectionOptions.Clone();
        copy._retryOptions = _retryOptions.Clone();
        return copy;
    }
}
