using System.ComponentModel;
using Azure.Messaging.EventHubs.Core;

namespace Azure.Messaging.EventHubs.Consumer;

/// <summary>How events are read.</summary>
public class ReadEventOptions
{
    private TimeSpan? _maximumWaitTime;
    private int _cacheEventCount = 100;
    private int _prefetchCount = 300;
    private long? _prefetchSizeInBytes;

    /// <summary>Makes options with the default values.</summary>
    public ReadEventOptions()
    {
    }

    /// <summary>The precedence of an exclusive reader: a higher one evicts a lower one. Not exclusive unless set.</summary>
    public long? OwnerLevel { get; set; }

    /// <summary>Whether the service tells about the newest event with each delivery; it does unless set.</summary>
    public bool TrackLastEnqueuedEventProperties { get; set; } = true;

    /// <summary>After how long without an event an empty one is handed out; never unless set.</summary>
    public TimeSpan? MaximumWaitTime
    {
        get => _maximumWaitTime;
        set => _maximumWaitTime = Argument.NotNegative(value, nameof(MaximumWaitTime));
    }

    /// <summary>How many events are received at once at most; 1 or more, 100 unless set.</summary>
    public int CacheEventCount
    {
        get => _cacheEventCount;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(CacheEventCount));
            _cacheEventCount = value;
        }
    }

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

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override bool Equals(object obj) => base.Equals(obj);

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override int GetHashCode() => base.GetHashCode();

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override string ToString() => base.ToString();

    internal ReadEventOptions Clone() => (ReadEventOptions)MemberwiseClone();
}
