using Checkpointing.Moving.Ownership;
using Microsoft.Extensions.Logging;

namespace Checkpointing.Moving.Checkpoints;

/// <summary>What has to be done so that both stores have the same checkpoints for partitions that were just taken.</summary>
internal sealed class AlignmentPlan
{
    /// <summary>Who is said to have written what was copied, if nobody is known.</summary>
    private const string Writer = "moving";

    private readonly MovingPair _pair;
    private readonly ILogger _logger;

    public AlignmentPlan(MovingPair pair, ILogger logger)
    {
        _pair = pair;
        _logger = logger;
    }

    /// <summary>What the leading store lacks, and is read from the other one.</summary>
    public List<CheckpointWrite> IntoLeading { get; } = [];

    /// <summary>Where the following store is behind.</summary>
    public List<CheckpointWrite> IntoFollowing { get; } = [];

    /// <summary>Where the following store is ahead, or where only a rewind can write what the leading one has.</summary>
    public List<SettingBack> SetBack { get; } = [];

    /// <summary>Looks at one partition.</summary>
    public void Add(TakenPartition partition, Checkpoint? leading, Checkpoint? following)
    {
        (PartitionOwnership leader, PartitionOwnership follower) =
            _pair.Leader == MovingLeader.From ? (partition.From, partition.To) : (partition.To, partition.From);
        if (leading is null && _pair.ReadsThrough)
        {
            // A position before the first event, or an offset alone, is no write: it is read through until there is one.
            if (following is { SequenceNumber: >= 0 })
            {
                IntoLeading.Add(Copy(following, leader.Epoch));
            }
        }
        else if (leading is { SequenceNumber: null })
        {
            // Another SDK's checkpoint that is an offset alone cannot be compared. The first one that is written here stands in both.
            _logger.NotComparable(partition.PartitionId, _pair.Leading, leading.Offset);
        }
        else if (leading is { SequenceNumber: >= 0 and var position } && !(following?.SequenceNumber >= position))
        {
            IntoFollowing.Add(Copy(leading, follower.Epoch));
        }
        else if (leading?.SequenceNumber != following?.SequenceNumber || (leading is null && following is not null))
        {
            _logger.SetBack(partition.PartitionId, _pair.Following, following?.SequenceNumber, leading?.SequenceNumber, _pair.Leading);
            PartitionRewind rewind = new(partition.PartitionId, leading?.SequenceNumber, leading?.Offset, leading?.WrittenBy ?? Writer);
            SetBack.Add(new SettingBack(partition.Claim with { Version = follower.Version }, rewind, following));
        }
    }

    private static CheckpointWrite Copy(Checkpoint checkpoint, long epoch) =>
        new(checkpoint.PartitionId, checkpoint.SequenceNumber!.Value, checkpoint.Offset, epoch, checkpoint.WrittenBy ?? Writer);
}
