namespace Devkit.EventHubs.Broker.Faults;

/// <summary>A fault that holds until it is lifted.</summary>
internal abstract class FaultRule
{
    private readonly TaskCompletionSource _lifted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    protected FaultRule(FaultScope scope)
    {
        Scope = scope;
    }

    public FaultScope Scope { get; }

    /// <summary>Ends when the fault is lifted.</summary>
    public Task Lifted => _lifted.Task;

    public void Lift() => _lifted.TrySetResult();
}
