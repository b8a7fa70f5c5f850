namespace Checkpointing.Policies;

/// <summary>Every so many events.</summary>
internal sealed class EveryEventsPolicy : CheckpointPolicy
{
    private readonly int _count;

    public EveryEventsPolicy(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        _count = count;
    }

    public override bool IsDueAfterEveryEvent => _count == 1;

    public override bool IsDue(in CheckpointProgress progress) => progress.Uncovered >= _count;

    public override string ToString() => _count == 1 ? "every event" : FormattableString.Invariant($"every {_count} events");
}
