using System.CommandLine;
using Checkpointing;
using Microsoft.Extensions.Options;

namespace Quickstart;

/// <summary>The command line: options, their ranges, and one line for whatever goes wrong.</summary>
internal static class QuickstartCommand
{
    private const int Failed = 1;
    private const int Misused = 2;
    private const int MaximumEvents = 100_000_000;
    private const int MaximumPartitions = 1024;
    private const int MaximumProcessors = 16;

    private static readonly Option<int> Events = Number("--events", "how many events to publish", QuickstartOptions.DefaultEvents, MaximumEvents);
    private static readonly Option<int> Partitions = Number("--partitions", "partitions of the event hub", QuickstartOptions.DefaultPartitions, MaximumPartitions);
    private static readonly Option<int> Processors = Number("--processors", "processors at the start", QuickstartOptions.DefaultProcessors, MaximumProcessors);
    private static readonly Option<string> Store = Text("--store", "the backend that keeps ownership and checkpoints: Blob, Cosmos, Postgres, Redis or Sqlite", QuickstartOptions.DefaultStore);
    private static readonly Option<string[]> Config = new("--config") { Description = "a JSON file with settings; may be repeated", AllowMultipleArgumentsPerToken = false };
    private static readonly Option<string[]> Set = new("--set") { Description = "one setting, such as Checkpointing:Blob:ContainerName=demo; may be repeated" };
    private static readonly Option<string?> ConnectionString = new("--connection-string") { Description = "an Event Hubs namespace or another broker, in place of the one that is started here; its hub decides the partitions" };
    private static readonly Option<string> Hub = Text("--hub", "the event hub", QuickstartOptions.DefaultHub);
    private static readonly Option<string> ConsumerGroupName = Text("--consumer-group", "the consumer group", QuickstartOptions.DefaultConsumerGroup);

    public static async Task<int> RunAsync(string[] args)
    {
        var command = new RootCommand("Publishes events while several processors read them, kills one, stops one, lets one join, and accounts for every event.")
        {
            Events, Partitions, Processors, Store, Config, Set, ConnectionString, Hub, ConsumerGroupName,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(Read(parsed), cancellationToken));
        ParseResult result = command.Parse(args);
        if (result.Errors.Count > 0)
        {
            return Complain(Misused, $"{result.Errors[0].Message} (--help lists the options)");
        }

        return await result.InvokeAsync();
    }

    private static async Task<int> RunAsync(QuickstartOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await Run.RunAsync(options, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Complain(Failed, "interrupted; the processors were ended");
        }
        catch (Exception problem) when (problem is QuickstartException or CheckpointStoreException or OptionsValidationException
            or Azure.Messaging.EventHubs.EventHubsException or FormatException or InvalidOperationException or InvalidDataException or IOException)
        {
            return Complain(Failed, problem.Message);
        }
    }

    private static QuickstartOptions Read(ParseResult parsed) => new()
    {
        Events = parsed.GetValue(Events),
        Partitions = parsed.GetValue(Partitions),
        Processors = parsed.GetValue(Processors),
        Store = parsed.GetValue(Store)!,
        ConfigurationFiles = parsed.GetValue(Config) ?? [],
        Settings = parsed.GetValue(Set) ?? [],
        ConnectionString = parsed.GetValue(ConnectionString),
        Hub = parsed.GetValue(Hub)!,
        ConsumerGroup = parsed.GetValue(ConsumerGroupName)!,
    };

    private static int Complain(int exitCode, string message)
    {
        Console.Error.WriteLine("quickstart: " + message.ReplaceLineEndings(" "));
        return exitCode;
    }

    private static Option<int> Number(string name, string description, int standard, int maximum)
    {
        var option = new Option<int>(name) { Description = $"{description} (1 to {maximum}; {standard} by default)", DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ } token] && !(int.TryParse(token.Value, out int value) && value >= 1 && value <= maximum))
            {
                result.AddError($"{name} is '{token.Value}'; it takes a whole number from 1 to {maximum}");
            }
        });
        return option;
    }

    private static Option<string> Text(string name, string description, string standard) =>
        new(name) { Description = $"{description} ({standard} by default)", DefaultValueFactory = _ => standard };
}
