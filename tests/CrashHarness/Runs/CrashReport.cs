using System.Globalization;
using CrashHarness.Faults;
using CrashHarness.Oracle;

namespace CrashHarness.Runs;

/// <summary>What came out of a crash run.</summary>
internal sealed record CrashReport(
    CrashOptions Options,
    IReadOnlyList<PlannedFault> Plan,
    long Published,
    long Processed,
    int Samples,
    int Processes,
    int FailedStarts,
    TimeSpan Duration,
    Judgement Judgement)
{
    private const int MostShown = 30;

    public void Print(TextWriter output)
    {
        output.WriteLine();
        output.WriteLine("| fault | times |");
        output.WriteLine("|---|---:|");
        foreach (IGrouping<FaultKind, PlannedFault> kind in Plan.GroupBy(fault => fault.Kind).OrderBy(kind => kind.Key))
        {
            output.WriteLine($"| {kind.Key} | {kind.Count()} |");
        }

        output.WriteLine($"| all | {Plan.Count} |");
        output.WriteLine();
        foreach (Violation violation in Judgement.Violations.Take(MostShown))
        {
            output.WriteLine($"VIOLATION {violation}");
        }

        if (Judgement.Violations.Count > MostShown)
        {
            output.WriteLine($"… and {Judgement.Violations.Count - MostShown} more");
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"store={Options.Store} seed={Options.Seed} faults={Plan.Count} policy=\"{Options.Policy}\" published={Published} processed={Processed} "
            + $"lost={Judgement.Lost} takeovers={Judgement.Takeovers} replayed={Judgement.Replayed} most-replayed={Judgement.MostReplayed} bound={Options.MaxUncheckpointedEvents} "
            + $"rewind-replays={Judgement.RewindReplays} samples={Samples} processes={Processes} failed-starts={FailedStarts} seconds={Duration.TotalSeconds:0} violations={Judgement.Violations.Count}"));
    }
}
