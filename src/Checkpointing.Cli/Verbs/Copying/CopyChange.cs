namespace Checkpointing.Cli.Verbs.Copying;

/// <summary>A checkpoint that is to be stored.</summary>
/// <param name="Checkpoint">The checkpoint as the other place has it.</param>
/// <param name="MovesBack">Whether what is stored stands further on, so that only a rewind can replace it.</param>
/// <param name="MayReplace">Whether a rewind may replace whatever it finds, and put out whoever owns the partition; otherwise it stores a first checkpoint only.</param>
internal sealed record CopyChange(Checkpoint Checkpoint, bool MovesBack, bool MayReplace);
