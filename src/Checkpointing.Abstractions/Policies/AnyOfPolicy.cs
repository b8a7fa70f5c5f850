namespace Checkpointing.Policies;

/// <summary>Whenever any of several policies wants a checkpoint.</summary>
internal sealed class AnyOfPolicy : CheckpointPolicy
{
    private readonly CheckpointPolicy[] _policies;

    private AnyOfPolicy(CheckpointPolicy[] policies)
    {
        _policies = policies;
        MaximumAge = policies.Min(policy => policy.MaximumAge);
        WritesOnRelease = policies.Any(policy => policy.WritesOnRelease);
        IsDueAfterEveryEvent = policies.Any(policy => policy.IsDueAfterEveryEvent);
    }

    public override TimeSpan? MaximumAge { get; }

    public override bool WritesOnRelease { get; }

    public override bool IsDueAfterEveryEvent { get; }

    public static AnyOfPolicy Combine(CheckpointPolicy first, CheckpointPolicy second) => new([.. Parts(first), .. Parts(second)]);

    public override bool IsDue(in CheckpointProgress progress)
    {
        foreach (CheckpointPolicy policy in _policies)
        {
            if (policy.IsDue(progress))
            {
                return true;
            }
        }

        return false;
    }

    public override string ToString() => string.Join(" or ", (IEnumerable<CheckpointPolicy>)_policies);

    private static CheckpointPolicy[] Parts(CheckpointPolicy policy) => policy is AnyOfPolicy any ? any._policies : [policy];
}
