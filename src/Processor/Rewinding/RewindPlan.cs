using System.Globalization;
using System.Text;

namespace Checkpointing.Processor.Rewinding;

/// <summary>What a rewind would do, to be looked at before <see cref="CheckpointRewinder.ApplyAsync"/> does it. Nothing has been changed yet.</summary>
public sealed class RewindPlan
{
    internal RewindPlan(ConsumerGroup group, RewindTarget target, bool clamp, DateTimeOffset plannedAt, IReadOnlyList<PartitionRewindPlan> partitions)
    {
        Group = group;
        Target = target;
        Clamp = clamp;
        PlannedAt = plannedAt;
        Partitions = partitions;
    }

    /// <summary>The consumer group.</summary>
    public ConsumerGroup Group { get; }

    /// <summary>Where to.</summary>
    public RewindTarget Target { get; }

    /// <summary>Whether a target that the hub does not have is replaced by the nearest place that it has.</summary>
    public bool Clamp { get; }

    /// <summary>When the plan was made.</summary>
    public DateTimeOffset PlannedAt { get; }

    /// <summary>The partitions, in the order in which they were asked for, or else as the hub lists them.</summary>
    public IReadOnlyList<PartitionRewindPlan> Partitions { get; }

    /// <summary>Whether any partition is refused. The others can be rewound all the same.</summary>
    public bool HasRefusals => Partitions.Any(partition => partition.IsRefused);

    /// <summary>How many events will be processed again, of the partitions where that is known.</summary>
    public long EventsAgain => Partitions.Sum(partition => Math.Max(partition.Events ?? 0, 0));

    /// <summary>How many events will be skipped, of the partitions where that is known.</summary>
    public long EventsSkipped => Partitions.Sum(partition => Math.Max(-(partition.Events ?? 0), 0));

    /// <summary>The plan for people to read: a line for each partition, and the sum.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{Group} to {Target}{(Clamp ? ", clamped to what the hub has" : "")}, as of {PlannedAt:u}").AppendLine();
        foreach (PartitionRewindPlan partition in Partitions)
        {
            text.Append("  ").AppendLine(partition.ToString());
        }

        int refused = Partitions.Count(partition => partition.IsRefused);
        int live = Partitions.Count(partition => !partition.IsRefused && partition.LiveOwner is not null);
        return text.Append(
            CultureInfo.InvariantCulture,
            $"  sum: {Partitions.Count - refused} to be rewound ({live} of them live), {EventsAgain} events again, {EventsSkipped} skipped, {refused} refused").ToString();
    }
}
