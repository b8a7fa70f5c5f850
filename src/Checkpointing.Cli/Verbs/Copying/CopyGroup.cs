namespace Checkpointing.Cli.Verbs.Copying;

/// <summary>One group of a copy or a comparison.</summary>
/// <param name="Group">The group, as namespace/hub/group.</param>
/// <param name="Copied">How many checkpoints were stored, or would be.</param>
/// <param name="Same">How many were the same before.</param>
/// <param name="Left">How many differ and are left as they are.</param>
/// <param name="LiveOwners">Who is alive, in either place.</param>
/// <param name="Partitions">Each partition, as it stood before.</param>
/// <param name="Faults">What could not be read or stored.</param>
internal sealed record CopyGroup(
    string Group, int Copied, int Same, int Left, IReadOnlyList<string> LiveOwners, IReadOnlyList<CopyEntry> Partitions, IReadOnlyList<Fault> Faults)
{
    /// <summary>Puts it together.</summary>
    /// <param name="comparison">How it stood before.</param>
    /// <param name="changes">What was stored, or would be.</param>
    /// <param name="failed">What could not be stored.</param>
    public static CopyGroup Of(GroupComparison comparison, IReadOnlyCollection<CopyChange> changes, IReadOnlyList<Fault> failed)
    {
        int same = comparison.Entries.Count(entry => entry.State == CopyState.Same);
        return new CopyGroup(
            comparison.Group.ToString(),
            changes.Count - failed.Count,
            same,
            comparison.Entries.Count - same - changes.Count,
            [.. comparison.Source.LiveOwners.Values.Concat(comparison.Target.LiveOwners.Values).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            comparison.Entries,
            [.. comparison.Source.Faults, .. comparison.Target.Faults, .. failed]);
    }
}
