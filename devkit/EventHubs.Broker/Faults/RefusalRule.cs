namespace Devkit.EventHubs.Broker.Faults;

/// <summary>New links are refused.</summary>
internal sealed class RefusalRule(FaultScope scope, FaultError error) : FaultRule(scope)
{
    public FaultError Error { get; } = error;
}
