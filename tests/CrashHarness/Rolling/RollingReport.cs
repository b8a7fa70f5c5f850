using System.Globalization;

namespace CrashHarness.Rolling;

/// <summary>What came out of a rolling deployment.</summary>
internal sealed record RollingReport(RollingOptions Options, long Published, long Lost, IReadOnlyList<PhaseFigures> Phases, IReadOnlyList<string> Troubles)
{
    public bool IsClean => Lost == 0 && Troubles.Count == 0;

    public static void PrintHead(TextWriter output)
    {
        output.WriteLine();
        output.WriteLine("| store | processor | phase | seconds | events | duplicates | longest gap | handover, median | handover, longest |");
        output.WriteLine("|---|---|---|---:|---:|---:|---:|---:|---:|");
    }

    public void Print(TextWriter output)
    {
        foreach (PhaseFigures phase in Phases)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {Options.Store} | {(Options.IsPlain ? "SDK, plain" : "ours")} | {phase.Name} | {phase.Duration.TotalSeconds:0} | {phase.Processed} | {phase.Duplicates} "
                + $"| {Show(phase.LongestGap)} | {Show(phase.MedianHandover)} | {Show(phase.LongestHandover)} |"));
        }
    }

    public void PrintTroubles(TextWriter output)
    {
        if (Lost > 0)
        {
            output.WriteLine($"VIOLATION {(Options.IsPlain ? "SDK, plain" : "ours")}: {Lost} of {Published} events were never processed");
        }

        foreach (string trouble in Troubles)
        {
            output.WriteLine($"VIOLATION {trouble}");
        }
    }

    private static string Show(TimeSpan? time) => time is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known.TotalSeconds:0.00} s") : "-";
}
