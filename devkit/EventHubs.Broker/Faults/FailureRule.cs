namespace Devkit.EventHubs.Broker.Faults;

/// <summary>The next operations fail.</summary>
internal sealed class FailureRule(FaultScope scope, FaultError error, int operations) : FaultRule(scope)
{
    private int _remaining = operations;

    public FaultError Error { get; } = error;

    /// <summary>Whether no operation is left to fail.</summary>
    public bool IsSpent => Volatile.Read(ref _remaining) <= 0;

    /// <summary>Takes one operation.</summary>
    /// <returns>Whether it has to fail.</returns>
    public bool TryTake() => Interlocked.Decrement(ref _remaining) >= 0;
}
