using Azure.Messaging.EventHubs.Core;

namespace Azure.Messaging.EventHubs;

/// <summary>How operations are retried, and how long each attempt may take.</summary>
public class EventHubsRetryOptions
{
    private static readonly TimeSpan DelayFloor = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan DelayCeiling = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan TryTimeoutCeiling = TimeSpan.FromHours(1);

    private int _maximumRetries = 3;
    private TimeSpan _delay = TimeSpan.FromSeconds(0.8);
    private TimeSpan _maximumDelay = TimeSpan.FromMinutes(1);
    private TimeSpan _tryTimeout = TimeSpan.FromMinutes(1);

    /// <summary>Makes options with the default values.</summary>
    public EventHubsRetryOptions()
    {
    }

    /// <summary>How the delay grows; exponentially unless set.</summary>
    public EventHubsRetryMode Mode { get; set; } = EventHubsRetryMode.Exponential;

    /// <summary>Attempts after the first one; 0 to 100, 3 unless set.</summary>
    public int MaximumRetries
    {
        get => _maximumRetries;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 100);
            _maximumRetries = value;
        }
    }

    /// <summary>The delay, or what it grows from; 1 ms to 5 minutes, 0.8 s unless set.</summary>
    public TimeSpan Delay
    {
        get => _delay;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, DelayFloor);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, DelayCeiling);
            _delay = value;
        }
    }

    /// <summary>The longest delay; not negative, 60 s unless set.</summary>
    public TimeSpan MaximumDelay
    {
        get => _maximumDelay;
        set => _maximumDelay = Argument.NotNegative(value, nameof(MaximumDelay));
    }

    /// <summary>How long one attempt may take; up to an hour, 60 s unless set.</summary>
    public TimeSpan TryTimeout
    {
        get => _tryTimeout;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TryTimeoutCeiling);
            _tryTimeout = value;
        }
    }

    /// <summary>A policy that replaces all the other values; none unless set.</summary>
    public EventHubsRetryPolicy CustomRetryPolicy { get; set; }

    internal EventHubsRetryOptions Clone() => new()
    {
        Mode = Mode,
        CustomRetryPolicy = CustomRetryPolicy,
        _maximumRetries = _maximumRetries,
        _delay = _delay,
        _maximumDelay = _maximumDelay,
        _tryTimeout = _tryTimeout,
    };

    internal EventHubsRetryPolicy ToRetryPolicy() => CustomRetryPolicy ?? new BasicRetryPolicy(this, new Random());
}
