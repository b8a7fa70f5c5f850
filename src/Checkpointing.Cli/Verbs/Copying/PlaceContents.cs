namespace Checkpointing.Cli.Verbs.Copying;

/// <summary>What a place holds of a group.</summary>
/// <param name="Checkpoints">The checkpoints by their partitions.</param>
/// <param name="Epochs">The epochs of partitions that were owned; empty for places without owners.</param>
/// <param name="LiveOwners">Who is alive there, by partition.</param>
/// <param name="Faults">Records that cannot be read.</param>
internal sealed record PlaceContents(
    IReadOnlyDictionary<string, Checkpoint> Checkpoints,
    IReadOnlyDictionary<string, long> Epochs,
    IReadOnlyDictionary<string, string> LiveOwners,
    IReadOnlyList<Fault> Faults)
{
    /// <summary>The contents of a place without owners.</summary>
    public static PlaceContents Of(IEnumerable<Checkpoint> checkpoints, IReadOnlyList<Fault>? faults = null) => new(
        checkpoints.ToDictionary(checkpoint => checkpoint.PartitionId, StringComparer.Ordinal),
        new Dictionary<string, long>(StringComparer.Ordinal),
        new Dictionary<string, string>(StringComparer.Ordinal),
        faults ?? []);
}
