using System.CommandLine;
using ToolScale;

var partitions = new Option<int>("--partitions") { Description = "How many partitions the group has.", DefaultValueFactory = _ => 10_000 };
var runs = new Option<int>("--runs") { Description = "How often each command is run.", DefaultValueFactory = _ => 5 };
var stores = new Option<string[]>("--store") { Description = "Postgres, Redis, or both.", DefaultValueFactory = _ => ["Postgres", "Redis"], AllowMultipleArgumentsPerToken = true };
stores.AcceptOnlyFromAmong("Postgres", "Redis");
var command = new RootCommand("Measures how long the operator's tool takes, from the start of its process to its end, for a group of thousands of partitions.") { partitions, runs, stores };
command.SetAction((arguments, cancellationToken) => Measurement.RunAsync(
    arguments.GetRequiredValue(stores), arguments.GetValue(partitions), arguments.GetValue(runs), cancellationToken));
return await command.Parse(args).InvokeAsync();
