namespace Checkpointing.Processor.Rewinding;

/// <summary>What became of a plan.</summary>
public sealed class RewindReport
{
    internal RewindReport(IReadOnlyList<PartitionRewindResult> partitions) => Partitions = partitions;

    /// <summary>The partitions, in the order of the plan.</summary>
    public IReadOnlyList<PartitionRewindResult> Partitions { get; }

    /// <summary>Whether every partition of the plan was rewound.</summary>
    public bool IsComplete => Partitions.All(partition => partition.Outcome == RewindOutcome.Rewound);

    /// <summary>A line for each partition.</summary>
    public override string ToString() => string.Join(Environment.NewLine, Partitions);
}
