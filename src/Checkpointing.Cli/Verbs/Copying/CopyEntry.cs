namespace Checkpointing.Cli.Verbs.Copying;

/// <summary>One partition, compared.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="State">How it stands in the target.</param>
/// <param name="Source">The sequence number in the source.</param>
/// <param name="SourceOffset">The offset there.</param>
/// <param name="Target">The sequence number in the target, before anything is changed.</param>
/// <param name="TargetOffset">The offset there.</param>
internal sealed record CopyEntry(string Partition, CopyState State, long? Source, string? SourceOffset, long? Target, string? TargetOffset)
{
    /// <summary>Compares.</summary>
    public static CopyEntry Of(string partition, Checkpoint? source, Checkpoint? target) =>
        new(partition, Compare(source, target), source?.SequenceNumber, Offset(source), target?.SequenceNumber, Offset(target));

    private static CopyState Compare(Checkpoint? source, Checkpoint? target)
    {
        if (source is null || target is null)
        {
            return target is null ? CopyState.Missing : CopyState.Extra;
        }

        (string? here, string? there) = (Offset(source), Offset(target));
        return (source.SequenceNumber, target.SequenceNumber) switch
        {
            (null, null) => string.Equals(here, there, StringComparison.Ordinal) ? CopyState.Same : CopyState.Different,
            (null, _) or (_, null) => CopyState.Different,
            var (from, to) when to < from => CopyState.Behind,
            var (from, to) when to > from => CopyState.Ahead,
            _ => here is null || there is null || string.Equals(here, there, StringComparison.Ordinal) ? CopyState.Same : CopyState.Different,
        };
    }

    private static string? Offset(Checkpoint? checkpoint) => string.IsNullOrEmpty(checkpoint?.Offset) ? null : checkpoint.Offset;
}
