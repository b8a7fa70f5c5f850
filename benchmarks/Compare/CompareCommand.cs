using System.CommandLine;
using System.Runtime.InteropServices;
using Compare.Contest;
using Compare.Reading;
using Compare.Reports;
using Compare.Results;
using Harness;
using Harness.Servers;
using Spectre.Console;
using Progress = Compare.Reports.Progress;

namespace Compare;

/// <summary>The command line.</summary>
internal static class CompareCommand
{
    private const int Unbroken = 250;

    /// <summary>What has begun may go on for a while, and servers have to end.</summary>
    private static readonly TimeSpan QuickLimit = TimeSpan.FromSeconds(45);

    private static readonly Option<string[]> Stores = Several("--stores", "The stores to measure; all unless given.", Backends.Names);
    private static readonly Option<string[]> Kinds = Several("--work", "The kinds of work; all unless given, and with --quick all but cost and deployments.", Work.Names);
    private static readonly Option<int[]> Partitions = new("--partitions")
    {
        Description = $"The batches of partitions that are renewed; {string.Join(' ', Sizes.Renewals)} unless given.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<double[]> Distances = new("--distance")
    {
        Description = FormattableString.Invariant($"Milliseconds of added round-trip time; {string.Join(' ', Sizes.Distances)} unless given. 0 is measured without a proxy; cold starts and throughput take 0 and 5 of them."),
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<bool> Quick = new("--quick") { Description = "A look of a minute: fewer sizes, distances and samples. Its figures are no results." };
    private static readonly Option<FileInfo?> Json = new("--json") { Description = "A file that gets the results as JSON as well." };
    private static readonly Option<DirectoryInfo?> Output = new("--output") { Description = "The folder of the results; benchmarks/results/<date>-<machine> unless given, and none with --quick." };
    private static readonly Option<string> Machine = new("--machine")
    {
        Description = "What the machine is called in the results.",
        DefaultValueFactory = _ => FormattableString.Invariant($"{Environment.ProcessorCount}cpu-{RuntimeInformation.OSArchitecture}").ToLowerInvariant(),
    };

    private static readonly Option<FileInfo?> Render = new("--render") { Description = "Measures nothing: makes Markdown and plots anew from the results.json of a run, in its folder." };

    /// <summary>Makes the command.</summary>
    public static RootCommand Make()
    {
        RootCommand command = new(
            "Puts every store through the same work, beside its bare driver and Microsoft's algorithm. Servers that are installed are started; CHECKPOINTING_BLOB_CONNECTION, "
            + "CHECKPOINTING_COSMOS_CONNECTION, CHECKPOINTING_POSTGRES_CONNECTION and CHECKPOINTING_REDIS_CONNECTION name others, to which no proxy adds distance or counts round trips.")
        {
            Stores, Kinds, Partitions, Distances, Quick, Json, Output, Machine, Render,
        };
        Partitions.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int[]>().Any(size => size < 1))
            {
                result.AddError("--partitions takes numbers of 1 or more");
            }
        });
        Distances.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double[]>().Any(distance => distance is < 0 or > 1000))
            {
                result.AddError("--distance takes milliseconds from 0 to 1000");
            }
        });
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        IAnsiConsole console = AnsiConsole.Console;
        if (!console.Profile.Out.IsTerminal)
        {
            // Lines in a file are not broken.
            console.Profile.Width = Unbroken;
        }

        if (arguments.GetValue(Render) is { } rendered)
        {
            await ResultsFolder.WriteAsync(await ResultsFolder.ReadJsonAsync(rendered.FullName), rendered.DirectoryName!);
            return 0;
        }

        bool isQuick = arguments.GetValue(Quick);
        RunHead head = new()
        {
            Machine = arguments.GetRequiredValue(Machine),
            Command = string.Join(' ', ["dotnet run -c Release --project benchmarks/Compare", .. Given()]),
            Started = DateTimeOffset.UtcNow,
            LoadAtStart = Load.Now(),
        };
        RunResult result = await new ComparisonRun(SettingsOf(arguments, isQuick), new Progress(console)).RunAsync(head);
        TerminalTable.Write(console, result);
        string? folder = arguments.GetValue(Output)?.FullName ?? (isQuick ? null : ResultsFolder.Of(head));
        if (folder is not null)
        {
            await ResultsFolder.WriteAsync(result, folder);
            console.MarkupLineInterpolated($"Results are in {folder}");
        }

        if (arguments.GetValue(Json) is { } json)
        {
            await ResultsFolder.WriteJsonAsync(result, json.FullName);
        }

        return 0;

        IEnumerable<string> Given()
        {
            // Where results are written to makes no other run.
            string[] ways = [Json.Name, Output.Name];
            string[] given = [.. arguments.Tokens.Select(token => token.Value)];
            string[] telling = [.. given.Where((token, index) => !ways.Contains(token) && (index == 0 || !ways.Contains(given[index - 1])))];
            return telling.Length > 0 ? ["--", .. telling] : [];
        }
    }

    private static RunSettings SettingsOf(ParseResult arguments, bool isQuick)
    {
        int[] sizes = arguments.GetValue(Partitions) ?? [];
        double[] distances = arguments.GetValue(Distances) ?? [];
        string[] work = arguments.GetValue(Kinds) ?? [];
        string[] stores = arguments.GetValue(Stores) ?? [];
        return new RunSettings
        {
            Stores = stores.Length > 0 ? stores : isQuick ? [.. Backends.Names.Order(Comparer<string>.Create(SlowestLast))] : Backends.Names,
            Work = work.Length > 0 ? work : [.. Work.Names.Where(kind => !isQuick || kind is not Work.Cost and not Work.Deployments)],
            Operations = [.. Operation.All(sizes.Length > 0 ? sizes : isQuick ? [Sizes.Batch] : Sizes.Renewals).Where(operation => !isQuick || operation.IsQuick)],
            Distances = distances.Length > 0 ? distances : isQuick ? [0] : Sizes.Distances,
            Duration = TimeSpan.FromSeconds(isQuick ? 0.06 : 0.6),
            LeastSamples = isQuick ? 3 : 15,
            ColdStarts = isQuick ? 1 : 4,
            Rounds = isQuick ? 1 : 5,
            Policies = isQuick ? [ReadingPolicy.None, ReadingPolicy.Coalesced[0], ReadingPolicy.Awaited] : ReadingPolicy.All,
            HasWarmUps = !isQuick,
            Limit = isQuick ? QuickLimit : null,
            Events = isQuick ? 60_000 : 360_000,
            LongestReading = TimeSpan.FromSeconds(isQuick ? 0.3 : 1.2),
            Counted = TimeSpan.FromSeconds(isQuick ? 0.5 : 3),
            Idle = TimeSpan.FromSeconds(isQuick ? 3 : 60),
        };
    }

    /// <summary>In a quick look the slowest, which takes most of the time, comes last.</summary>
    private static int SlowestLast(string one, string other) => (one == Backends.Blob).CompareTo(other == Backends.Blob);

    private static Option<string[]> Several(string name, string description, IReadOnlyList<string> allowed)
    {
        Option<string[]> option = new(name) { Description = description, AllowMultipleArgumentsPerToken = true };
        return option.AcceptOnlyFromAmong([.. allowed]);
    }
}
