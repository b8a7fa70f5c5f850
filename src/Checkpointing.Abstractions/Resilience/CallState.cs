namespace Checkpointing.Resilience;

/// <summary>What the attempts of one call share.</summary>
internal sealed class CallState
{
    public CallState(StoreCall call)
    {
        Call = call;
        MayHaveBeenApplied = call.IsUnderWay;
    }

    /// <summary>The call.</summary>
    public StoreCall Call { get; }

    /// <summary>Whether any attempt so far may have been applied although no confirmation came. What a later one meets does not undo it.</summary>
    public bool MayHaveBeenApplied { get; set; }
}
