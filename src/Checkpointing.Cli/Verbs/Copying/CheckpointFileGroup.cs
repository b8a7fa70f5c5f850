namespace Checkpointing.Cli.Verbs.Copying;

/// <summary>A group in a file.</summary>
internal sealed record CheckpointFileGroup(string Namespace, string Hub, string Group, IReadOnlyList<CheckpointFileEntry> Checkpoints)
{
    /// <summary>Puts it together.</summary>
    public static CheckpointFileGroup From(ConsumerGroup group, IEnumerable<Checkpoint> checkpoints) =>
        new(group.FullyQualifiedNamespace, group.EventHubName, group.Name, [.. checkpoints.Select(CheckpointFileEntry.From)]);

    /// <summary>What is wrong with it; null if nothing is.</summary>
    /// <param name="index">Where it stands in the file.</param>
    public string? Violation(int index)
    {
        string name = $"{Namespace}/{Hub}/{Group}";
        return 0 switch
        {
            _ when string.IsNullOrWhiteSpace(Namespace) || string.IsNullOrWhiteSpace(Hub) || string.IsNullOrWhiteSpace(Group) =>
                $"entry {index + 1} of 'groups' is '{name}': 'namespace', 'hub' and 'group' are needed",
            _ when Checkpoints is null => $"the group {name} has no 'checkpoints'",
            _ when Checkpoints.Select((entry, at) => entry is null ? $"entry {at + 1} is null" : entry.Violation(at)).FirstOrDefault(violation => violation is not null) is { } inside =>
                $"of the 'checkpoints' of the group {name} {inside}",
            _ when Checkpoints.GroupBy(entry => entry.Partition, StringComparer.Ordinal).FirstOrDefault(same => same.Skip(1).Any()) is { } twice =>
                $"the group {name} has partition {twice.Key} twice",
            _ => null,
        };
    }

    /// <summary>Whose checkpoints these are.</summary>
    public ConsumerGroup ToGroup() => new(Namespace, Hub, Group);
}
