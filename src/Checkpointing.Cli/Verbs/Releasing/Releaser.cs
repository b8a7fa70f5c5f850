using Checkpointing.Cli.CommandLine;
using Checkpointing.Cli.Terminal;
using Checkpointing.Cli.Verbs.Copying;

namespace Checkpointing.Cli.Verbs.Releasing;

/// <summary>Frees partitions of owners that are dead, by the compare-and-swap with which an owner itself gives up: one that is alive after all, and renews meanwhile, keeps them.</summary>
internal sealed class Releaser(ICheckpointStore store, ConsumerGroup group, TimeSpan expiration, TimeProvider clock)
{
    private const int StepSize = 200;

    /// <summary>The records to be released: those of one owner, or else all whose owners have expired; of some partitions, or all.</summary>
    /// <exception cref="CliException">An owner counts as alive, and that was not expected.</exception>
    public async Task<(PartitionOwnership[] Records, Fault[] Faults)> ChooseAsync(string? owner, string[]? partitions, bool evenLive, CancellationToken cancellationToken)
    {
        PartitionResults<PartitionOwnership> read = await store.ListOwnershipAsync(group, cancellationToken).ConfigureAwait(false);
        PartitionOwnership[] chosen =
        [
            .. read.Items
                .Where(record => record.OwnerId.Length > 0)
                .Where(record => partitions is null || partitions.Contains(record.PartitionId, StringComparer.Ordinal))
                .Where(record => owner is null ? partitions is not null || !IsLive(record) : record.OwnerId.Equals(owner, StringComparison.OrdinalIgnoreCase))
                .OrderBy(record => record.PartitionId, PartitionOrder.Instance),
        ];
        if (!evenLive && chosen.FirstOrDefault(IsLive) is { } live)
        {
            throw new CliException(
                ExitCode.Refused,
                $"nothing was changed: {live.OwnerId} renewed partition {live.PartitionId} {Words.Age(Age(live))} ago and counts as alive until {Words.Age(expiration)} have passed. If it is dead for certain, say --live.");
        }

        return (chosen, Fault.From(read.Faults));
    }

    /// <summary>Releases.</summary>
    /// <returns>Which are free now, and what failed.</returns>
    public async Task<(IReadOnlySet<string> Released, IReadOnlyList<Fault> Faults)> ReleaseAsync(PartitionOwnership[] records, Screen screen, CancellationToken cancellationToken)
    {
        HashSet<string> released = new(StringComparer.Ordinal);
        List<Fault> faults = [];
        using var steps = new Steps(screen, records.Length, "partition", "released", cancellationToken);
        await steps.RunAsync(records, StepSize, async step =>
        {
            PartitionResults<PartitionOwnership> won = await store.ClaimOwnershipAsync(
                group,
                [.. step.Select(record => new OwnershipClaim(record.PartitionId, OwnerId: "", record.OwnerInstance ?? "", record.Version))],
                CancellationToken.None).ConfigureAwait(false);
            released.UnionWith(won.Items.Select(record => record.PartitionId));
            faults.AddRange(Fault.From(won.Faults));
            return won.Items.Count;
        }).ConfigureAwait(false);
        return (released, faults);
    }

    /// <summary>How long ago a record was renewed.</summary>
    public TimeSpan Age(PartitionOwnership record) => clock.GetUtcNow() - record.LastModified is { Ticks: > 0 } age ? age : TimeSpan.Zero;

    private bool IsLive(PartitionOwnership record) => CopyClaim.IsLive(record, clock.GetUtcNow(), expiration);
}
