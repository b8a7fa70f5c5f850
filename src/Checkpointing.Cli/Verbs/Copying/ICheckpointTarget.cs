namespace Checkpointing.Cli.Verbs.Copying;

/// <summary>A place to which checkpoints can be copied.</summary>
internal interface ICheckpointTarget : ICheckpointPlace
{
    /// <summary>Stores checkpoints of a group, and ownership never.</summary>
    /// <param name="group">The group.</param>
    /// <param name="changes">What is to be stored.</param>
    /// <param name="present">What the place held when the changes were decided on.</param>
    /// <param name="cancellationToken">Ends it between two steps, each of which is brought to its end.</param>
    /// <returns>Partitions that could not be stored, or that somebody else has changed meanwhile.</returns>
    Task<IReadOnlyList<Fault>> WriteAsync(ConsumerGroup group, IReadOnlyList<CopyChange> changes, PlaceContents present, CancellationToken cancellationToken);
}
