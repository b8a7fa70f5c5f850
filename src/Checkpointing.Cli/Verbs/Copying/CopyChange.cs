namespace Checkpointing.Cli.Verbs.Copying;

/// <summary>A checkpoint that is to be stored.</summary>
/// <param name="Checkpoint">The checkpoint as the other place has it.</param>
/// <param name="MovesBack">Whether what is stored stands further on, so that only a rewind can replace it.</param>
internal sealed record CopyChange(Checkpoint Checkpoint, bool MovesBack);
