using System.CommandLine;
using System.CommandLine.Invocation;
using System.Globalization;
using StoreOverhead;

Dictionary<string, Func<BareDriver>> drivers = new()
{
    ["Cosmos"] = () => new CosmosDriver(),
    ["Postgres"] = () => new PostgresDriver(),
    ["Redis"] = () => new RedisDriver(),
    ["Sqlite"] = () => new SqliteDriver(),
    ["Blob"] = () => new BlobDriver(),
};
var stores = new Option<string[]>("--store")
{
    Description = $"The backends to measure, of {string.Join(", ", drivers.Keys)}; all unless given.",
    DefaultValueFactory = _ => [.. drivers.Keys],
    AllowMultipleArgumentsPerToken = true,
};
stores.AcceptOnlyFromAmong([.. drivers.Keys]);
var seconds = new Option<int>("--seconds") { Description = "How long each operation is measured.", DefaultValueFactory = _ => 5 };
var command = new RootCommand("Measures what each store adds to its bare driver: one checkpoint write, and renewals of 32 and 256 partitions, each beside the driver's cheapest equivalent request.")
{
    stores, seconds,
};
command.SetAction(arguments => MeasureAsync(arguments.GetRequiredValue(stores), TimeSpan.FromSeconds(arguments.GetValue(seconds))));
ParseResult result = command.Parse(args);
if (result.Action is ParseErrorAction mistake)
{
    mistake.ShowHelp = false;
}

return await result.InvokeAsync();

async Task<int> MeasureAsync(string[] names, TimeSpan duration)
{
    Console.WriteLine("| backend | operation | store | driver | ratio | pairs |");
    Console.WriteLine("|---|---|--:|--:|--:|--:|");
    List<string> requests = [];
    foreach (string name in names)
    {
        await using BareDriver driver = drivers[name]();
        foreach (Overhead row in await new Comparison(driver, duration).RunAsync([32, 256]))
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {row.Backend} | {row.Operation} | {row.Store.TotalMilliseconds:0.000} ms | {row.Driver.TotalMilliseconds:0.000} ms | {row.Ratio:0.00} | {row.Pairs} |"));
        }

        requests.Add($"- **{driver.Name}**: {driver.WriteRequest}; {driver.ClaimRequest}");
    }

    Console.WriteLine($"\nMedians, store and driver in turn. What the driver does:\n{string.Join('\n', requests)}");
    return 0;
}
