using Compare.Contest;
using Compare.Results;
using CrashHarness;
using CrashHarness.Rolling;
using CrashHarness.Runs;

namespace Compare.Deployments;

/// <summary>A rolling deployment and a crash, with processors in processes of their own and servers that have their state on disk.</summary>
internal static class DeploymentRun
{
    /// <summary>Partitions of the hub.</summary>
    public const int Partitions = Sizes.Batch;

    /// <summary>Processors that run.</summary>
    public const int Processors = 2;

    /// <summary>Events in a second, over all partitions.</summary>
    public const int Rate = 20 * Partitions;

    /// <summary>How often ownership is renewed; it expires after four times as long.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Measures one backend.</summary>
    /// <param name="store">The backend.</param>
    /// <param name="isPlain">Whether the SDK's own processor is measured, over the same store.</param>
    /// <param name="complain">Hears what went wrong with a processor.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<IReadOnlyList<ScenarioResult>> RunAsync(string store, bool isPlain, Action<string> complain, CancellationToken cancellationToken)
    {
        RollingOptions options = new()
        {
            Store = store,
            Partitions = Partitions,
            Processors = Processors,
            Policy = RollingOptions.DefaultPolicy,
            Rate = Rate,
            Work = 0,
            Interval = Interval,
            IsPlain = isPlain,
            Phases = [RollingPhase.Deployment, RollingPhase.Crash],
        };
        await using Setting setting = await Setting.PrepareAsync(store, Partitions, cancellationToken);
        await using RollingRun run = new(options, setting, new RunLog(TextWriter.Null));
        RollingReport report = await run.RunAsync(cancellationToken);
        foreach (string trouble in report.Troubles)
        {
            complain(trouble);
        }

        // Whatever else it was, it is no time until the next owner's first event.
        if (report.Lost > 0)
        {
            throw new HarnessException($"{report.Lost} events were never processed");
        }

        return
        [
            .. report.Phases.Where(phase => phase.Handovers.Count > 0).Select(phase => new ScenarioResult
            {
                Store = store,
                Scenario = phase.Name,
                Role = isPlain ? Roles.Rival : Roles.Store,
                Time = Percentiles.Of(phase.Handovers),
                Duplicates = phase.Duplicates,
                LongestGapMs = phase.LongestGap.TotalMilliseconds,
            }),
        ];
    }
}
