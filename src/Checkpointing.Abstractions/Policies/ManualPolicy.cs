namespace Checkpointing.Policies;

/// <summary>Only when asked.</summary>
internal sealed class ManualPolicy : CheckpointPolicy
{
    public override bool WritesOnRelease => false;

    public override bool IsDue(in CheckpointProgress progress) => false;

    public override string ToString() => "manual";
}
