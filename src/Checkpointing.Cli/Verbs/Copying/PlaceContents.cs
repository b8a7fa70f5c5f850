using Checkpointing.Cli.Terminal;

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
    private const int NamedOwners = 3;

    /// <summary>How many records of owners cannot be read. Each may be that of a live one.</summary>
    public int UnreadableOwners { get; init; }

    /// <summary>Partitions that a copy holds which was killed. The next one takes them.</summary>
    public IReadOnlyList<string> LeftByCopies { get; init; } = [];

    /// <summary>Whether there is no record of the group at all, not even one that cannot be read.</summary>
    public bool IsEmpty => Checkpoints.Count == 0 && Epochs.Count == 0 && Faults.Count == 0;

    /// <summary>Whether anybody is alive there, or may be.</summary>
    public bool MayHaveLiveOwners => LiveOwners.Count > 0 || UnreadableOwners > 0;

    /// <summary>That owners are alive in a place, or may be, for people.</summary>
    /// <param name="place">Where, such as <c> in Redis</c>; empty if that is known.</param>
    public string DescribeLiveOwners(string place) => LiveOwners.Count > 0
        ? $"has live owners{place} ({string.Join(", ", LiveOwners.Values.Distinct(StringComparer.Ordinal).Take(NamedOwners))})"
        : $"may have live owners{place} ({Words.Count(UnreadableOwners, "ownership record")} cannot be read)";

    /// <summary>The contents of a place without owners.</summary>
    public static PlaceContents Of(IEnumerable<Checkpoint> checkpoints, IReadOnlyList<Fault>? faults = null) => new(
        checkpoints.ToDictionary(checkpoint => checkpoint.PartitionId, StringComparer.Ordinal),
        new Dictionary<string, long>(StringComparer.Ordinal),
        new Dictionary<string, string>(StringComparer.Ordinal),
        faults ?? []);
}
