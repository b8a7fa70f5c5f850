using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using Compare.Contest;
using Harness.Servers;

namespace Compare;

/// <summary>The options of the command line. What is wrong with them is said before anything is measured, which takes its time.</summary>
internal static class CompareOptions
{
    private const int MostPartitions = 10_000;
    private const double MostDistance = 1000;

    /// <summary>The stores.</summary>
    public static Option<string[]> Stores { get; } = Several("--stores", "The stores to measure; all unless given.", Backends.Names);

    /// <summary>The kinds of work.</summary>
    public static Option<string[]> Kinds { get; } = Several("--work", "The kinds of work; all unless given, and with --quick all but cost and deployments.", Work.Names);

    /// <summary>The batches of renewals.</summary>
    public static Option<int[]> Partitions { get; } = Numbers<int>(
        "--partitions",
        FormattableString.Invariant($"The batches of partitions that are renewed; {string.Join(' ', Sizes.Renewals)} unless given. At a distance none above {Operation.MostAtDistance} is."),
        size => size is >= 1 and <= MostPartitions,
        FormattableString.Invariant($"numbers from 1 to {MostPartitions}"));

    /// <summary>The distances.</summary>
    public static Option<double[]> Distances { get; } = Numbers<double>(
        "--distance",
        FormattableString.Invariant($"Milliseconds of added round-trip time; {string.Join(' ', Sizes.Distances)} unless given. 0 is measured without a proxy; cold starts and throughput take 0 and 5 of them."),
        distance => distance is >= 0 and <= MostDistance,
        FormattableString.Invariant($"milliseconds from 0 to {MostDistance}"));

    /// <summary>Whether it is a look of a minute.</summary>
    public static Option<bool> Quick { get; } = new("--quick") { Description = "A look of a minute: fewer sizes, distances and samples. Its figures are no results." };

    /// <summary>A second file with the results.</summary>
    public static Option<FileInfo?> Json { get; } = Checked(
        new Option<FileInfo?>("--json") { Description = "A file that gets the results as JSON as well." },
        file => Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(file))) && !Directory.Exists(file),
        "a file in a folder that exists");

    /// <summary>The folder of the results.</summary>
    public static Option<DirectoryInfo?> Output { get; } = Checked(
        new Option<DirectoryInfo?>("--output")
        {
            Description = "The folder of the results; benchmarks/results/<date>-<machine> unless given, with '-part' behind it where options choose what is measured, and none with --quick.",
        },
        folder => !File.Exists(folder),
        "a folder");

    /// <summary>The machine's name.</summary>
    public static Option<string> Machine { get; } = Checked(
        new Option<string>("--machine")
        {
            Description = "What the machine is called in the results.",
            DefaultValueFactory = _ => FormattableString.Invariant($"{Environment.ProcessorCount}cpu-{RuntimeInformation.OSArchitecture}").ToLowerInvariant(),
        },
        name => name.Length > 0 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'),
        "letters, digits, '-' and '_', since the name is part of a folder's");

    /// <summary>Results to draw anew.</summary>
    public static Option<FileInfo?> Render { get; } = Checked(
        new Option<FileInfo?>("--render") { Description = "Measures nothing: makes Markdown and plots anew from the results.json of a run, in its folder." },
        File.Exists,
        "the results.json of a run");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Option> All { get; } = [Stores, Kinds, Partitions, Distances, Quick, Json, Output, Machine, Render];

    private static Option<string[]> Several(string name, string description, IReadOnlyList<string> allowed) => Checked(
        new Option<string[]>(name) { Description = description, AllowMultipleArgumentsPerToken = true }, allowed.Contains, $"some of {string.Join(", ", allowed)}");

    private static Option<T[]> Numbers<T>(string name, string description, Predicate<T> isAllowed, string allowed)
        where T : IParsable<T>
    {
        // Not the parser's own conversion, which says what type of the runtime it wanted.
        Option<T[]> option = new(name)
        {
            Description = description,
            AllowMultipleArgumentsPerToken = true,
            CustomParser = result => [.. result.Tokens.Where(token => IsAllowed(token.Value)).Select(token => T.Parse(token.Value, CultureInfo.InvariantCulture))],
        };
        return Checked(option, IsAllowed, allowed);

        bool IsAllowed(string text) => T.TryParse(text, CultureInfo.InvariantCulture, out T? number) && isAllowed(number);
    }

    private static TOption Checked<TOption>(TOption option, Predicate<string> isAllowed, string allowed)
        where TOption : Option
    {
        option.Validators.Add(result =>
        {
            foreach (string wrong in result.Tokens.Select(token => token.Value).Where(value => !isAllowed(value)))
            {
                result.AddError($"{option.Name} takes {allowed}, and not '{wrong}'");
            }
        });
        return option;
    }
}
