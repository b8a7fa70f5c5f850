namespace Devkit.EventHubs.Broker.Faults;

/// <summary>Every answer comes later.</summary>
internal sealed class DelayRule(FaultScope scope, TimeSpan delay) : FaultRule(scope)
{
    public TimeSpan Delay { get; } = delay;
}
