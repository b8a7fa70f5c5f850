namespace Checkpointing.Cli.Verbs.Copying;

/// <summary>Checkpoints in a file.</summary>
/// <param name="Format">What the file is: <see cref="Format1"/>.</param>
/// <param name="WrittenAt">When it was written.</param>
/// <param name="Groups">The groups, in the order of their names.</param>
internal sealed record CheckpointFile(string Format, DateTimeOffset WrittenAt, IReadOnlyList<CheckpointFileGroup> Groups)
{
    /// <summary>The one format that there is.</summary>
    public const string Format1 = "checkpoints/1";
}
