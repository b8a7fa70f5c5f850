namespace Checkpointing.Cli.Verbs.Copying;

/// <summary>A place to which checkpoints can be copied.</summary>
internal interface ICheckpointTarget : ICheckpointPlace
{
    /// <summary>How many partitions are stored in one step.</summary>
    int StepSize { get; }

    /// <summary>Stores checkpoints of a group, and ownership never. What has begun is brought to its end.</summary>
    /// <param name="group">The group.</param>
    /// <param name="changes">What is to be stored.</param>
    /// <param name="present">What the place held when the changes were decided on.</param>
    /// <returns>Partitions that could not be stored, or that somebody else has changed meanwhile.</returns>
    Task<IReadOnlyList<Fault>> WriteAsync(ConsumerGroup group, IReadOnlyList<CopyChange> changes, PlaceContents present);
}
