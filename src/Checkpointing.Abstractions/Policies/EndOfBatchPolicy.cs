namespace Checkpointing.Policies;

/// <summary>At the end of each batch.</summary>
internal sealed class EndOfBatchPolicy : CheckpointPolicy
{
    public override bool IsDue(in CheckpointProgress progress) => progress.IsEndOfBatch;

    public override string ToString() => "end of batch";
}
