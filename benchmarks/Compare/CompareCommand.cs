using System.CommandLine;
using System.Text.Json;
using Compare.Contest;
using Compare.Reading;
using Compare.Reports;
using Compare.Results;
using Harness;
using Harness.Readings;
using Harness.Servers;
using Spectre.Console;
using Progress = Compare.Reports.Progress;

namespace Compare;

/// <summary>The command line.</summary>
internal static class CompareCommand
{
    private const int Unbroken = 250;
    private const int Failed = 1;
    private const int CutOff = 130;

    /// <summary>What has begun may go on for a while, and servers have to end.</summary>
    private static readonly TimeSpan QuickLimit = TimeSpan.FromSeconds(45);

    /// <summary>How long servers may take to end after Ctrl-C.</summary>
    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Makes the command.</summary>
    public static RootCommand Make()
    {
        RootCommand command = new(
            "Puts every store through the same work, beside its bare driver and Microsoft's algorithm. Servers that are installed are started; CHECKPOINTING_BLOB_CONNECTION, "
            + "CHECKPOINTING_COSMOS_CONNECTION, CHECKPOINTING_POSTGRES_CONNECTION and CHECKPOINTING_REDIS_CONNECTION name others, to which no proxy adds distance or counts round trips.");
        foreach (Option option in CompareOptions.All)
        {
            command.Options.Add(option);
        }

        command.SetAction(RunAsync);
        return command;
    }

    /// <summary>Parses and runs a command line.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        ParseResult result = Make().Parse(arguments);
        foreach (string mistake in result.Errors.Select(error => error.Message))
        {
            await Console.Error.WriteLineAsync(mistake);
        }

        return result.Errors.Count > 0 ? Failed : await result.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TerminationTimeout });
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        IAnsiConsole console = AnsiConsole.Console;
        if (!console.Profile.Out.IsTerminal)
        {
            // Lines in a file are not broken.
            console.Profile.Width = Unbroken;
        }

        if (arguments.GetValue(CompareOptions.Render) is { } rendered)
        {
            return await RenderAsync(rendered);
        }

        bool isQuick = arguments.GetValue(CompareOptions.Quick);
        string[] given = [.. Given(arguments)];
        RunHead head = new()
        {
            Machine = arguments.GetRequiredValue(CompareOptions.Machine),
            Command = string.Join(' ', ["dotnet run -c Release --project benchmarks/Compare", .. given]),
            Started = DateTimeOffset.UtcNow,
            LoadAtStart = Load.Now(),
            DiskSyncMs = Disk.SyncTime().TotalMilliseconds,
            Client = SdkProcessor.Client,
        };
        ComparisonRun run = new(SettingsOf(arguments, isQuick), head, new Progress(console), cancellationToken);
        RunResult result;
        try
        {
            result = await run.RunAsync();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("The run was cut off. Nothing is written: a part of a run is not its result.");
            return CutOff;
        }

        TerminalTable.Write(console, result);
        if (result.IsEmpty)
        {
            await Console.Error.WriteLineAsync("Nothing was measured, and nothing is written.");
            return Failed;
        }

        await WriteAsync(result, arguments, console, isPart: given.Length > 0);
        if (run.HasFailed)
        {
            await Console.Error.WriteLineAsync("Something failed and is not among the results, as the lines above and the head of the results tell.");
        }

        return run.HasFailed ? Failed : 0;
    }

    private static async Task WriteAsync(RunResult result, ParseResult arguments, IAnsiConsole console, bool isPart)
    {
        string? folder = arguments.GetValue(CompareOptions.Output)?.FullName ?? (arguments.GetValue(CompareOptions.Quick) ? null : ResultsFolder.Of(result.Head, isPart));
        if (folder is not null)
        {
            await ResultsFolder.WriteAsync(result, folder);
            console.MarkupLineInterpolated($"Results are in {folder}");
        }

        if (arguments.GetValue(CompareOptions.Json) is { } json)
        {
            await ResultsFolder.WriteJsonAsync(result, json.FullName);
        }
    }

    private static async Task<int> RenderAsync(FileInfo file)
    {
        try
        {
            await ResultsFolder.WriteAsync(await ResultsFolder.ReadJsonAsync(file.FullName), file.DirectoryName!);
            return 0;
        }
        catch (Exception problem) when (problem is JsonException or FormatException)
        {
            await Console.Error.WriteLineAsync($"{file} holds no results of a run: {problem.Message}");
            return Failed;
        }
    }

    /// <summary>What was given that makes another run: neither where results are written to, nor what the machine is called.</summary>
    private static IEnumerable<string> Given(ParseResult arguments)
    {
        string[] ways = [CompareOptions.Json.Name, CompareOptions.Output.Name, CompareOptions.Machine.Name];
        string[] given = [.. arguments.Tokens.Select(token => token.Value)];
        string[] telling = [.. given.Where((token, index) => !ways.Contains(token) && (index == 0 || !ways.Contains(given[index - 1])))];
        return telling.Length > 0 ? ["--", .. telling] : [];
    }

    private static RunSettings SettingsOf(ParseResult arguments, bool isQuick)
    {
        // What is given twice is measured once.
        int[] sizes = [.. (arguments.GetValue(CompareOptions.Partitions) ?? []).Distinct()];
        double[] distances = [.. (arguments.GetValue(CompareOptions.Distances) ?? []).Distinct()];
        string[] work = [.. (arguments.GetValue(CompareOptions.Kinds) ?? []).Distinct()];
        string[] stores = [.. (arguments.GetValue(CompareOptions.Stores) ?? []).Distinct()];
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
            Events = isQuick ? 60_000 : 1_200_000,
            LongestReading = TimeSpan.FromSeconds(isQuick ? 0.3 : 2),
            Counted = TimeSpan.FromSeconds(isQuick ? 0.5 : 30),
            CountedAwaited = TimeSpan.FromSeconds(isQuick ? 0.5 : 3),
            Idle = TimeSpan.FromSeconds(isQuick ? 3 : 60),
        };
    }

    /// <summary>In a quick look the slowest, which takes most of the time, comes last.</summary>
    private static int SlowestLast(string one, string other) => (one == Backends.Blob).CompareTo(other == Backends.Blob);
}
