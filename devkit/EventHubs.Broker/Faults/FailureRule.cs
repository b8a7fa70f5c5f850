namespace Devkit.EventHubs.Broker.Faults;

/// <summary>The next operations fail.</summary>
internal sealed class FailureRule(FaultScope scope, FaultError error, int operations) : CountedRule(scope, operations)
{
    public FaultError Error { get; } = error;
}
