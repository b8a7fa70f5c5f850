using Checkpointing.Cli.CommandLine;
using Checkpointing.Cli.Terminal;

namespace Checkpointing.Cli.Verbs.Copying;

/// <summary>Copies checkpoints from one place to another, and compares them.</summary>
/// <param name="source">Where from.</param>
/// <param name="target">Where to.</param>
/// <param name="screen">Where an interruption is told.</param>
internal sealed class Copier(ICheckpointPlace source, ICheckpointPlace target, Screen screen)
{
    /// <summary>Compares, and changes nothing.</summary>
    public async Task<CopyReport> CompareAsync(IReadOnlyList<ConsumerGroup> groups, CancellationToken cancellationToken)
    {
        List<CopyGroup> compared = [];
        foreach (ConsumerGroup group in groups)
        {
            GroupComparison comparison = await GroupComparison.ReadAsync(source, target, group, cancellationToken).ConfigureAwait(false);
            if (comparison.Target.IsEmpty)
            {
                // Two places that know nothing hold the same; who hears that retires the old store, and has only misspelt the group.
                await RequireAsync(comparison, "compare", cancellationToken).ConfigureAwait(false);
            }

            compared.Add(CopyGroup.Of(comparison, [], []));
        }

        return Report(compared, applied: false);
    }

    /// <summary>Copies.</summary>
    /// <param name="to">The target.</param>
    /// <param name="groups">The groups.</param>
    /// <param name="overwrite">Whether checkpoints of the target that stand further on, or cannot be compared, are replaced.</param>
    /// <param name="evenLive">Whether it is done although owners are alive.</param>
    /// <param name="dryRun">Whether it is only looked at.</param>
    /// <param name="cancellationToken">Ends it between two steps.</param>
    /// <exception cref="CliException">Owners are alive; nothing was changed.</exception>
    public async Task<CopyReport> CopyAsync(
        ICheckpointTarget to, IReadOnlyList<ConsumerGroup> groups, bool overwrite, bool evenLive, bool dryRun, CancellationToken cancellationToken)
    {
        // All are looked at before any is changed, so that a refusal has changed nothing.
        List<GroupComparison> comparisons = [];
        foreach (ConsumerGroup group in groups)
        {
            comparisons.Add(await GroupComparison.ReadAsync(source, target, group, cancellationToken).ConfigureAwait(false));
        }

        foreach (GroupComparison comparison in comparisons)
        {
            await RequireAsync(comparison, "copy", cancellationToken).ConfigureAwait(false);
        }

        if (!evenLive && !dryRun && comparisons.Find(comparison => comparison.Source.MayHaveLiveOwners || comparison.Target.MayHaveLiveOwners) is { } live)
        {
            throw new CliException(ExitCode.Refused, Refusal(live));
        }

        (GroupComparison Comparison, CopyChange[] Changes)[] plans = [.. comparisons.Select(comparison => (comparison, comparison.Changes(overwrite).ToArray()))];
        using var steps = new Steps(screen, plans.Sum(plan => plan.Changes.Length), "checkpoint", $"copied to {target.Name}", cancellationToken);
        List<CopyGroup> copied = [];
        foreach ((GroupComparison comparison, CopyChange[] changes) in plans)
        {
            List<Fault> failed = [];
            await steps.RunAsync(dryRun ? [] : changes, to.StepSize, async step =>
            {
                IReadOnlyList<Fault> faults = await to.WriteAsync(comparison.Group, step, comparison.Target).ConfigureAwait(false);
                failed.AddRange(faults);
                return step.Length - faults.Count;
            }).ConfigureAwait(false);
            copied.Add(CopyGroup.Of(comparison, changes, failed));
        }

        return Report(copied, !dryRun);
    }

    private async Task RequireAsync(GroupComparison comparison, string purpose, CancellationToken cancellationToken)
    {
        if (comparison.Source.IsEmpty
            && await UnknownGroup.DescribeAsync(source.Name, source.ListGroupsAsync, comparison.Group, cancellationToken).ConfigureAwait(false) is { } unknown)
        {
            throw new CliException(ExitCode.Misused, $"there is nothing to {purpose}: {unknown}.");
        }
    }

    private string Refusal(GroupComparison live)
    {
        (ICheckpointPlace place, PlaceContents contents) = live.Source.MayHaveLiveOwners ? (source, live.Source) : (target, live.Target);
        return $"nothing was changed: {live.Group} {contents.DescribeLiveOwners($" in {place.Name}")}. "
            + "What they process after the copy would be processed again. Stop them first, or say --live."
            + (contents.LiveOwners.Values.Contains(CopyClaim.Owner, StringComparer.Ordinal) ? $" '{CopyClaim.Owner}' is another copy: wait for its end. {CopyClaim.WayOut}." : "");
    }

    private CopyReport Report(List<CopyGroup> groups, bool applied)
    {
        bool same = groups.TrueForAll(group => group.Faults.Count == 0 && group.Partitions.Count == group.Same + (applied ? group.Copied : 0));
        return new CopyReport(source.Name, target.Name, applied, same, groups);
    }
}
