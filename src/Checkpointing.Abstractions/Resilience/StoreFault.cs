namespace Checkpointing.Resilience;

/// <summary>What a backend makes of an exception of its driver.</summary>
/// <param name="Message">What happened and what to do about it; no secrets.</param>
/// <param name="IsTransient">Whether to try again.</param>
/// <param name="MayHaveBeenApplied">Whether a change may have been made although no confirmation came.</param>
public readonly record struct StoreFault(string Message, bool IsTransient, bool MayHaveBeenApplied)
{
    /// <summary>How long the backend asks to wait before the next attempt, in place of the usual pause; null if it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
