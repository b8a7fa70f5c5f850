using System.CommandLine;
using System.CommandLine.Invocation;
using System.Globalization;
using BrokerThroughput;
using Checkpointing.Tests.Services;

var seconds = new Option<int>("--seconds") { Description = "Length of each phase.", DefaultValueFactory = _ => 10 };
var size = new Option<int>("--size") { Description = "Bytes of an event's body.", DefaultValueFactory = _ => 1024 };
var batch = new Option<int>("--batch") { Description = "Events of a batch.", DefaultValueFactory = _ => 200 };
var partitions = new Option<int>("--partitions") { Description = "Partitions.", DefaultValueFactory = _ => 8 };
var clients = new Option<string[]>("--client")
{
    Description = "Clients to measure: client, raw, javascript; all unless given.",
    DefaultValueFactory = _ => ["client", "raw", "javascript"],
    AllowMultipleArgumentsPerToken = true,
};
clients.AcceptOnlyFromAmong("client", "raw", "javascript");
var command = new RootCommand("Measures how many events a second the broker takes and hands out over loopback, beside Microsoft's JavaScript SDK on the same broker.")
{
    seconds, size, batch, partitions, clients,
};
command.SetAction(arguments => MeasureAsync(
    new LoadOptions(arguments.GetValue(size), arguments.GetValue(batch), arguments.GetValue(partitions), TimeSpan.FromSeconds(arguments.GetValue(seconds))),
    arguments.GetRequiredValue(clients)));
ParseResult result = command.Parse(args);
if (result.Action is ParseErrorAction mistake)
{
    mistake.ShowHelp = false;
}

return await result.InvokeAsync();

static async Task<int> MeasureAsync(LoadOptions options, string[] clients)
{
    var measurement = new Measurement(options);
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{options.EventSize}-byte events, batches of {options.BatchCount}, {options.PartitionCount} partitions, {options.Duration.TotalSeconds} s a phase, {Environment.ProcessorCount} processors"));
    List<Figures> figures = [];
    foreach (string client in clients)
    {
        if (client == "javascript" && !Node.Has(JavaScriptLoad.Package))
        {
            Console.WriteLine("The JavaScript SDK is not installed: npm ci --prefix tests/Services/node");
            continue;
        }

        await using ILoad load = client switch
        {
            "client" => new ClientLoad(options),
            "raw" => new RawLoad(options),
            _ => new JavaScriptLoad(options),
        };
        figures.Add(await measurement.RunAsync(load));
    }

    Report.Write(figures);
    return 0;
}
