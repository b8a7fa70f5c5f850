namespace Checkpointing.Cli.Verbs.Copying;

/// <summary>Something that holds checkpoints of groups: a store, a file, or the records that another program left.</summary>
internal interface ICheckpointPlace
{
    /// <summary>What it is, for people.</summary>
    string Name { get; }

    /// <summary>The groups that it knows.</summary>
    Task<IReadOnlyList<ConsumerGroup>> ListGroupsAsync(CancellationToken cancellationToken);

    /// <summary>What it holds of a group.</summary>
    Task<PlaceContents> ReadAsync(ConsumerGroup group, CancellationToken cancellationToken);
}
