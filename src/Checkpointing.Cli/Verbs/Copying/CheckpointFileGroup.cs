namespace Checkpointing.Cli.Verbs.Copying;

/// <summary>A group in a file.</summary>
internal sealed record CheckpointFileGroup(string Namespace, string Hub, string Group, IReadOnlyList<CheckpointFileEntry> Checkpoints)
{
    /// <summary>Puts it together.</summary>
    public static CheckpointFileGroup From(ConsumerGroup group, IEnumerable<Checkpoint> checkpoints) =>
        new(group.FullyQualifiedNamespace, group.EventHubName, group.Name, [.. checkpoints.Select(CheckpointFileEntry.From)]);

    /// <summary>Whose checkpoints these are.</summary>
    public ConsumerGroup ToGroup() => new(Namespace, Hub, Group);
}
