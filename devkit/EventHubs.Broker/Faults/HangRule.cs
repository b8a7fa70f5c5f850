namespace Devkit.EventHubs.Broker.Faults;

/// <summary>Nothing is answered.</summary>
internal sealed class HangRule(FaultScope scope) : FaultRule(scope);
