namespace Checkpointing.Conformance;

/// <summary>A machine's clock that is wrong by a constant; timers run as ever.</summary>
public sealed class ShiftedClock : TimeProvider
{
    private readonly TimeSpan _shift;

    /// <summary>Makes a wrong clock.</summary>
    /// <param name="shift">How far it is ahead (or, negative, behind).</param>
    public ShiftedClock(TimeSpan shift) => _shift = shift;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _shift;
}
