using System.CommandLine;
using CrashHarness.Rolling;
using CrashHarness.Runs;
using CrashHarness.Stores;

namespace CrashHarness.Commands;

/// <summary>The command that deploys.</summary>
internal static class RollingCommand
{
    private static readonly Option<string> Store = Arguments.Text("--store", $"the store: {string.Join(", ", StoreCatalog.Names)}", CrashOptions.DefaultStore);
    private static readonly Option<int> Partitions = Arguments.Number("--partitions", "partitions of the event hub", CrashOptions.DefaultPartitions, 1, 256);
    private static readonly Option<int> Processors = Arguments.Number("--processors", "processors to be replaced", CrashOptions.DefaultProcessors, 2, 16);
    private static readonly Option<string> Policy = Arguments.Text(
        "--policy", "when checkpoints are written; the plain processor knows events and batches, not times", RollingOptions.DefaultPolicy);
    private static readonly Option<int> Rate = Arguments.Number("--rate", "events published in a second, over all partitions", RollingOptions.DefaultRate, 1, 100_000);
    private static readonly Option<int> Work = Arguments.Number("--work", "milliseconds that a handler takes for one event", CrashOptions.DefaultWork, 0, 10_000);
    private static readonly Option<int> Interval = Arguments.Number(
        "--interval", "seconds between renewals of ownership, which expires after four times as long; 0 leaves the library's defaults", RollingOptions.DefaultIntervalSeconds, 0, 600);
    private static readonly Option<bool> Keep = new("--keep") { Description = "keep journals and logs also when nothing is wrong" };
    private static readonly Option<bool> Plain = new("--plain") { Description = "measure the SDK's own processor beside it" };

    public static Command Make()
    {
        var command = new Command("rolling", "Replaces all processors one by one, then scales in, out and in, and measures what that does to the events.")
        {
            Store, Partitions, Processors, Policy, Rate, Work, Interval, Keep, Plain,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        int interval = parsed.GetValue(Interval);
        RollingOptions options = new()
        {
            Store = parsed.GetValue(Store)!,
            Partitions = parsed.GetValue(Partitions),
            Processors = parsed.GetValue(Processors),
            Policy = parsed.GetValue(Policy)!,
            Rate = parsed.GetValue(Rate),
            Work = parsed.GetValue(Work),
            Interval = interval == 0 ? null : TimeSpan.FromSeconds(interval),
        };
        List<RollingReport> reports = [await RunAsync(options, parsed.GetValue(Keep), cancellationToken)];
        if (parsed.GetValue(Plain))
        {
            reports.Add(await RunAsync(options with { IsPlain = true }, parsed.GetValue(Keep), cancellationToken));
        }

        RollingReport.PrintHead(Console.Out);
        reports.ForEach(report => report.Print(Console.Out));
        reports.ForEach(report => report.PrintTroubles(Console.Out));

        // The plain processor is there for comparison: what it gets wrong is no failure of this run.
        return reports[0].IsClean ? 0 : 1;
    }

    private static async Task<RollingReport> RunAsync(RollingOptions options, bool keep, CancellationToken cancellationToken)
    {
        await using Setting setting = await Setting.PrepareAsync(options.Store, options.Partitions, cancellationToken);
        setting.IsKept = true;
        RollingReport report;
        await using (RollingRun run = new(options, setting, new RunLog(Console.Out)))
        {
            report = await run.RunAsync(cancellationToken);
        }

        setting.IsKept = keep || !report.IsClean;
        if (setting.IsKept)
        {
            Console.WriteLine($"journals and logs are in {setting.Folder}");
        }

        return report;
    }
}
