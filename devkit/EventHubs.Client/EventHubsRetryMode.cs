namespace Azure.Messaging.EventHubs;

/// <summary>How the delay between attempts grows.</summary>
public enum EventHubsRetryMode
{
    /// <summary>The same delay each time.</summary>
    Fixed = 0,

    /// <summary>Twice the delay each time.</summary>
    Exponential = 1,
}
