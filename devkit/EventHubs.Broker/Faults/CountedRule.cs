namespace Devkit.EventHubs.Broker.Faults;

/// <summary>A fault that is over after a number of operations.</summary>
internal abstract class CountedRule(FaultScope scope, int operations) : FaultRule(scope)
{
    private int _remaining = operations;

    /// <summary>Whether no operation is left to disturb.</summary>
    public bool IsSpent => Volatile.Read(ref _remaining) <= 0;

    /// <summary>Takes one operation.</summary>
    /// <returns>Whether it has to be disturbed.</returns>
    public bool TryTake() => Interlocked.Decrement(ref _remaining) >= 0;
}
