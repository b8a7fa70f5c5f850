using Checkpointing.Cli.Terminal;
using Checkpointing.Processor.Rewinding;

namespace Checkpointing.Cli.Verbs.Rewinding;

/// <summary>
/// Decides which partitions a verb moves. Each goes one way only: what lies on the other side of the target is left alone, for nobody who types <c>rewind</c> wants events to be
/// skipped. Where nobody knows how far a partition was processed, nobody knows either on which side it lies.
/// </summary>
/// <param name="isForward">Which way.</param>
/// <param name="evenUnknown">Whether partitions of which that is not known are moved as well, because somebody named them.</param>
internal sealed class MoveJudge(bool isForward, bool evenUnknown)
{
    /// <summary>Decides on one partition.</summary>
    public PartitionMove Judge(PartitionRewindPlan partition)
    {
        long maySkip = partition is { Events: null, To: { } to } ? Math.Max(Math.Min(to, partition.LastEvent) - partition.FirstEvent + 1, 0) : 0;
        return new PartitionMove(partition, partition.IsRefused ? null : Objection(partition, maySkip), maySkip);
    }

    private string? Objection(PartitionRewindPlan partition, long maySkip) => partition.Events switch
    {
        null => isForward ? UnknownForward(partition, maySkip) : UnknownBack(partition, maySkip),
        0 when partition.To == partition.From?.SequenceNumber => PartitionMove.ThereAlready,
        > 0 when isForward => $"this would go back by {partition.Events}: that is what 'checkpoints rewind' does",
        < 0 when !isForward => $"this would skip {-partition.Events}: that is what 'checkpoints forward' does",
        _ => null,
    };

    /// <summary>What has no checkpoint is processed from the default position on, which may be the earliest event.</summary>
    private string? UnknownBack(PartitionRewindPlan partition, long maySkip) => maySkip == 0 || evenUnknown
        ? null
        : $"{Unknown(partition)}, so that up to {Words.Count(maySkip, "event")} might be skipped: --earliest skips none, and 'checkpoints rewind --partition' with its number does it all the same";

    /// <summary>To the end nothing goes back, wherever it is.</summary>
    private string? UnknownForward(PartitionRewindPlan partition, long maySkip) => partition switch
    {
        _ when partition.To >= partition.LastEvent => null,
        { From: null } => maySkip > 0 ? null : "this would skip nothing: that is what 'checkpoints rewind' does",
        _ => evenUnknown ? null : $"{Unknown(partition)}, so that this might go back: --partition with its number does it all the same",
    };

    private static string Unknown(PartitionRewindPlan partition) => partition.From is null ? "nobody knows how far it was processed" : "its checkpoint has an offset only";
}
