using System.ComponentModel;

namespace Azure.Messaging.EventHubs;

/// <summary>Decides how long an attempt may take and whether another one follows a failure.</summary>
public abstract class EventHubsRetryPolicy
{
    /// <summary>For derived policies.</summary>
    protected EventHubsRetryPolicy()
    {
    }

    /// <summary>The time an attempt may take.</summary>
    /// <param name="attemptCount">How many attempts were made before this one.</param>
    public abstract TimeSpan CalculateTryTimeout(int attemptCount);

    /// <summary>The delay before the next attempt, or <see langword="null"/> when there shall be none.</summary>
    /// <param name="lastException">What the last attempt ended with.</param>
    /// <param name="attemptCount">How many attempts have failed, at least 1.</param>
    public abstract TimeSpan? CalculateRetryDelay(Exception lastException, int attemptCount);

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override bool Equals(object obj) => base.Equals(obj);

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override int GetHashCode() => base.GetHashCode();

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override string ToString() => base.ToString();
}
