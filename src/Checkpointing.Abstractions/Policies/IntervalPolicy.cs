namespace Checkpointing.Policies;

/// <summary>When the first uncovered event has waited for an interval; whoever applies the policy keeps the time.</summary>
internal sealed class IntervalPolicy : CheckpointPolicy
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private readonly TimeSpan _interval;

    public IntervalPolicy(TimeSpan interval)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(interval, Longest);
        _interval = interval;
    }

    public override TimeSpan? MaximumAge => _interval;

    public override bool IsDue(in CheckpointProgress progress) => false;

    public override string ToString() => $"every {CheckpointPolicyText.Format(_interval)}";
}
