using System.CommandLine;
using System.CommandLine.Invocation;
using Checkpointing.Processor;
using Harness;
using Harness.Readings;
using Harness.Servers;
using ProcessorOverhead;

var stores = new Option<string[]>("--store")
{
    Description = $"The backends to measure, of {string.Join(", ", Backends.Names)}; all unless given.",
    DefaultValueFactory = _ => [.. Backends.Names],
    AllowMultipleArgumentsPerToken = true,
};
stores.AcceptOnlyFromAmong([.. Backends.Names]);
var events = new Option<int>("--events") { Description = "Events in the hub.", DefaultValueFactory = _ => 1_200_000 };
var partitions = new Option<int>("--partitions") { Description = "Partitions of the hub.", DefaultValueFactory = _ => 8 };
var rounds = new Option<int>("--rounds") { Description = "Samples of each variant; 0 measures no overhead.", DefaultValueFactory = _ => 7 };
var seconds = new Option<double>("--seconds") { Description = "When a sample ends that has not read all events.", DefaultValueFactory = _ => 3 };
var bound = new Option<int>("--bound")
{
    Description = "How many events may be uncovered with the policy \"every event\"; 0 for any number.",
    DefaultValueFactory = _ => CheckpointingProcessorOptions.DefaultMaxUncheckpointedEvents,
};
var idle = new Option<int>("--idle-seconds") { Description = "How long the calls of idle processors are counted; 0 counts none.", DefaultValueFactory = _ => 120 };
var output = new Option<FileInfo?>("--output") { Description = "A file that gets the tables as well." };
var command = new RootCommand(
    "Measures what a checkpoint after every event costs a processor that reads as fast as it can, beside the same one without checkpoints and one that waits for each write; and what idle processors ask of their stores.")
{
    stores, events, partitions, rounds, seconds, bound, idle, output,
};
command.SetAction(arguments => MeasureAsync(
    new RunOptions(
        arguments.GetRequiredValue(stores),
        arguments.GetValue(events),
        arguments.GetValue(partitions),
        arguments.GetValue(rounds),
        TimeSpan.FromSeconds(arguments.GetValue(seconds)),
        arguments.GetValue(bound) is > 0 and int most ? most : null,
        TimeSpan.FromSeconds(arguments.GetValue(idle))),
    arguments.GetValue(output)));
ParseResult result = command.Parse(args);
if (result.Action is ParseErrorAction mistake)
{
    mistake.ShowHelp = false;
}

return await result.InvokeAsync();

static async Task<int> MeasureAsync(RunOptions options, FileInfo? output)
{
    var report = new Report();
    await using LoadedBroker broker = await LoadedBroker.StartAsync(options.Partitions, RunOptions.IdlePartitions);
    if (options.Rounds > 0)
    {
        await broker.FillAsync(options.Events);
        report.Line(FormattableString.Invariant($"{options.Events} events of {LoadedBroker.EventSize} bytes in {options.Partitions} partitions, {options.Rounds} rounds, {Environment.ProcessorCount} processors, load {Load.Text()}\n"));
        var overhead = new Overhead(broker, options);
        List<OverheadResult> results = [];
        foreach (string name in options.Stores)
        {
            await using Backend backend = await Backends.StartAsync(name);
            results.Add(await overhead.RunAsync(backend));
            Console.Error.WriteLine($"{name} is measured, load {Load.Text()}");
        }

        report.Write(results);
        report.Line(FormattableString.Invariant($"\nload at the end {Load.Text()}"));
    }

    if (options.Idle > TimeSpan.Zero)
    {
        report.Line(FormattableString.Invariant($"\n{RunOptions.IdlePartitions} partitions without events, {options.Idle.TotalSeconds} s\n"));
        report.Write(await new Idle(broker, options).RunAsync());
    }

    if (output is not null)
    {
        await File.WriteAllTextAsync(output.FullName, report.ToString());
    }

    return 0;
}
