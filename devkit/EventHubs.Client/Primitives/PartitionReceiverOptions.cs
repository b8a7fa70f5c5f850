using System.ComponentModel;
using Azure.Messaging.EventHubs.Core;

namespace Azure.Messaging.EventHubs.Primitives;

/// <summary>How a <see cref="PartitionReceiver"/> works.</summary>
public class PartitionReceiverOptions
{
    private EventHubConnectionOptions _connectionOptions = new();
    private EventHubsRetryOptions _retryOptions = new();
    private TimeSpan? _defaultMaximumReceiveWaitTime = TimeSpan.FromSeconds(60);
    private int _prefetchCount = 300;
    private long? _prefetchSizeInBytes;

    /// <summary>Makes options with the default values.</summary>
    public PartitionReceiverOptions()
    {
    }

    /// <summary>A name for the reader, seen by the service; a random one unless set.</summary>
    public string Identifier { get; set; }

    /// <summary>How the connection is made; not null.</summary>
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

    /// <summary>How long a receive waits for a first event, or <see langword="null"/> for the time of a try; not negative, 60 s unless set.</summary>
    public TimeSpan? DefaultMaximumReceiveWaitTime
    {
        get => _defaultMaximumReceiveWaitTime;
        set => _defaultMaximumReceiveWaitTime = Argument.NotNegative(value, nameof(DefaultMaximumReceiveWaitTime));
    }

    /// <summary>The precedence of an exclusive reader: a higher one evicts a lower one. Not exclusive unless set.</summary>
    public long? OwnerLevel { get; set; }

    /// <summary>How many events the service may send ahead of need; not negative, 300 unless set.</summary>
    public int PrefetchCount
    {
        get => _prefetchCount;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(PrefetchCount));
            _prefetchCount = value;
        }
    }

    /// <summary>How many bytes the service should send ahead of need; not negative, no limit unless set.</summary>
    public long? PrefetchSizeInBytes
    {
        get => _prefetchSizeInBytes;
        set => _prefetchSizeInBytes = Argument.NotNegative(value, nameof(PrefetchSizeInBytes));
    }

    /// <summary>Whether the service tells about the newest event with each delivery; it does unless set.</summary>
    public bool TrackLastEnqueuedEventProperties { get; set; } = true;

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override bool Equals(object obj) => base.Equals(obj);

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override int GetHashCode() => base.GetHashCode();

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override string ToString() => base.ToString();

    internal PartitionReceiverOptions Clone()
    {
        var copy = (PartitionReceiverOptions)MemberwiseClone();
        copy._connectionOptions = _connectionOptions.Clone();
        copy._retryOptions = _retryOptions.Clone();
        return copy;
    }
}
