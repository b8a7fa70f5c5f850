using System.Net.Sockets;

namespace Azure.Messaging.EventHubs.Core;

/// <summary>The policy that <see cref="EventHubsRetryOptions"/> describe.</summary>
internal sealed class BasicRetryPolicy : EventHubsRetryPolicy
{
    private const double JitterFactor = 0.08;
    private const double BusyFloorSeconds = 4;
    private const double BusySpreadSeconds = 4;

    private readonly EventHubsRetryOptions _options;
    private readonly Random _random;

    public BasicRetryPolicy(EventHubsRetryOptions options, Random random)
    {
        _options = options;
        _random = random;
    }

    public override TimeSpan CalculateTryTimeout(int attemptCount) => _options.TryTimeout;

    public override TimeSpan? CalculateRetryDelay(Exception lastException, int attemptCount)
    {
        if (_options.MaximumRetries <= 0 || attemptCount > _options.MaximumRetries
            || _options.Delay == TimeSpan.Zero || _options.MaximumDelay == TimeSpan.Zero || !IsRetriable(lastException))
        {
            return null;
        }

        var factor = _options.Mode == EventHubsRetryMode.Fixed ? 1 : Math.Pow(2, attemptCount);
        var seconds = (factor * _options.Delay.TotalSeconds) + Jitter();
        if (lastException is EventHubsException { Reason: EventHubsException.FailureReason.ServiceBusy })
        {
            seconds += BusyFloorSeconds + (NextDouble() * BusySpreadSeconds);
        }

        return seconds < _options.MaximumDelay.TotalSeconds ? TimeSpan.FromSeconds(seconds) : _options.MaximumDelay;
    }

    private static bool IsRetriable(Exception exception) => exception switch
    {
        // A cancellation is worth another attempt only for what caused it.
        OperationCanceledException { InnerException: { } inner } => IsRetriable(inner),
        OperationCanceledException or null => false,
        EventHubsException hubs => hubs.IsTransient,
        SocketException socket => socket.SocketErrorCode is not (SocketError.HostNotFound or SocketError.HostUnreachable or SocketError.NoData),
        TimeoutException or IOException or UnauthorizedAccessException => true,
        _ => false,
    };

    private double Jitter() => NextDouble() * JitterFactor * _options.Delay.TotalSeconds;

    // A policy is shared by the links of a client, and Random is not safe for concurrent use.
    private double NextDouble()
    {
        lock (_random)
        {
            return _random.NextDouble();
        }
    }
}
