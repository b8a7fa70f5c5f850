namespace Checkpointing.Cli.Verbs.Copying;

/// <summary>Checkpoints in a file.</summary>
/// <param name="Format">What the file is: <see cref="Format1"/>.</param>
/// <param name="WrittenAt">When it was written.</param>
/// <param name="Groups">The groups, in the order of their names.</param>
internal sealed record CheckpointFile(string Format, DateTimeOffset WrittenAt, IReadOnlyList<CheckpointFileGroup> Groups)
{
    /// <summary>The one format that there is.</summary>
    public const string Format1 = "checkpoints/1";

    /// <summary>What is wrong with a file that somebody has written or changed by hand; null if nothing is.</summary>
    public string? Violation() => 0 switch
    {
        _ when Format != Format1 => $"its format is '{Format}', and this tool knows '{Format1}'",
        _ when Groups is null => "it has no 'groups'",
        _ when Groups.Select((group, index) => group is null ? $"entry {index + 1} of 'groups' is null" : group.Violation(index)).FirstOrDefault(violation => violation is not null) is { } inside => inside,
        _ when Groups.GroupBy(group => group.ToGroup()).FirstOrDefault(same => same.Skip(1).Any()) is { } twice => $"it has the group {twice.Key} twice",
        _ => null,
    };
}
