using System.CommandLine;
using CrashHarness.Faults;
using CrashHarness.Runs;
using CrashHarness.Stores;

namespace CrashHarness.Commands;

/// <summary>The command that crashes.</summary>
internal static class CrashCommand
{
    private static readonly Option<string> Store = Arguments.Text("--store", $"the store: {string.Join(", ", StoreCatalog.Names)}", CrashOptions.DefaultStore);
    private static readonly Option<int> Faults = Arguments.Number("--faults", "how many faults", CrashOptions.DefaultFaults, 0, 100_000);
    private static readonly Option<FaultKind[]> Only = new("--only") { Description = "the kinds of faults to choose from (all by default); may be repeated" };
    private static readonly Option<int?> Seed = new("--seed") { Description = "the seed of the faults (a random one by default; it is printed)" };
    private static readonly Option<int> Partitions = Arguments.Number("--partitions", "partitions of the event hub", CrashOptions.DefaultPartitions, 1, 256);
    private static readonly Option<int> Processors = Arguments.Number("--processors", "processors at the beginning", CrashOptions.DefaultProcessors, 2, 16);
    private static readonly Option<string> Policy = Arguments.Text("--policy", "when checkpoints are written", CrashOptions.DefaultPolicy);
    private static readonly Option<int> Rate = Arguments.Number("--rate", "events published in a second, over all partitions", CrashOptions.DefaultRate, 1, 100_000);
    private static readonly Option<int> Bound = Arguments.Number(
        "--max-uncheckpointed", "the bound on events without a checkpoint, which is what may be replayed", CrashOptions.DefaultMaxUncheckpointedEvents, 20, 100_000);
    private static readonly Option<int> Work = Arguments.Number("--work", "milliseconds that a handler takes for one event", CrashOptions.DefaultWork, 0, 10_000);
    private static readonly Option<bool> Keep = new("--keep") { Description = "keep journals and logs also when nothing is wrong" };

    public static RootCommand Make()
    {
        var command = new RootCommand("Crashes processors, a store and connections under load, and judges what is left.")
        {
            Store, Faults, Only, Seed, Partitions, Processors, Policy, Rate, Bound, Work, Keep,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(Read(parsed), parsed.GetValue(Keep), cancellationToken));
        return command;
    }

    private static CrashOptions Read(ParseResult parsed) => new()
    {
        Store = parsed.GetValue(Store)!,
        Faults = parsed.GetValue(Faults),
        Only = parsed.GetValue(Only) ?? [],
        Seed = parsed.GetValue(Seed) ?? Random.Shared.Next(),
        Partitions = parsed.GetValue(Partitions),
        Processors = parsed.GetValue(Processors),
        Policy = parsed.GetValue(Policy)!,
        Rate = parsed.GetValue(Rate),
        MaxUncheckpointedEvents = parsed.GetValue(Bound),
        Work = parsed.GetValue(Work),
    };

    private static async Task<int> RunAsync(CrashOptions options, bool keep, CancellationToken cancellationToken)
    {
        Console.WriteLine($"seed {options.Seed}, {options.Faults} faults on {options.Store}");
        await using Setting setting = await Setting.PrepareAsync(options.Store, options.Partitions, cancellationToken);
        setting.IsKept = true;
        CrashReport report;
        await using (CrashRun run = new(options, setting, new RunLog(Console.Out)))
        {
            report = await run.RunAsync(cancellationToken);
        }

        bool isClean = report.Judgement.Violations.Count == 0;
        setting.IsKept = keep || !isClean;
        if (setting.IsKept)
        {
            Console.WriteLine($"journals and logs are in {setting.Folder}");
        }

        report.Print(Console.Out);
        return isClean ? 0 : 1;
    }
}
