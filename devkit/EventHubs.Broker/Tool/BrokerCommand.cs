using System.CommandLine;
using System.Net.Sockets;

namespace Devkit.EventHubs.Broker.Tool;

/// <summary>
/// The command line. Standard output gets one connection string per hub and nothing else, so that scripts can use it;
/// everything for people goes to standard error.
/// </summary>
internal sealed class BrokerCommand : RootCommand
{
    private const int Failure = 1;

    private readonly Option<IReadOnlyList<HubOptions>> _hubs = new("--hub")
    {
        Description = "A hub as name[:partitions], such as orders:8; repeat it for several.",
        Required = true,
        Arity = ArgumentArity.OneOrMore,
        CustomParser = HubArgument.Parse,
    };

    private readonly Option<int> _port = new("--port") { Description = "Port on 127.0.0.1; 0 takes a free one." };

    private readonly Option<DirectoryInfo?> _data = new("--data") { Description = "Folder to keep the events in; without it they end with the broker." };

    private readonly Option<OffsetFormat> _offsets = new("--offsets") { Description = "Form of the offsets; opaque is that of a geo-replicated namespace." };

    private readonly Option<RetentionOptions?> _retention = new("--retention")
    {
        Description = "An age (24h), a size per partition (64MiB) or a number of events; repeat it for several limits.",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = RetentionArgument.Parse,
    };

    private readonly Option<string[]> _consumerGroups = new("--consumer-group")
    {
        Description = "A consumer group of every hub beside $Default; * accepts any. Repeat it for several.",
    };

    public BrokerCommand()
        : base("An Event Hubs broker on loopback. It prints the connection string that any Event Hubs SDK can use, and runs until Ctrl-C.")
    {
        foreach (Option option in (Option[])[_hubs, _port, _data, _offsets, _retention, _consumerGroups])
        {
            Options.Add(option);
        }

        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        // System.CommandLine begins to listen for signals when the action first waits: before anybody is told that the broker is there.
        await Task.Yield();
        EventHubsBroker broker;
        try
        {
            broker = await EventHubsBroker.StartAsync(ReadOptions(arguments), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or IOException or SocketException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"The broker cannot start: {Explain(error, arguments.GetValue(_port))}").ConfigureAwait(false);
            return Failure;
        }

        await using (broker.ConfigureAwait(false))
        {
            foreach (HubOptions hub in arguments.GetRequiredValue(_hubs))
            {
                await Console.Out.WriteLineAsync(broker.GetConnectionString(hub.Name)).ConfigureAwait(false);
            }

            await Console.Error.WriteLineAsync($"Listening on port {broker.Port}. Ctrl-C ends the broker.").ConfigureAwait(false);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return 0;
    }

    private static string Explain(Exception error, int port) => error switch
    {
        ArgumentException { ParamName: { } name } => error.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal),
        SocketException => $"port {port}: {error.Message}",
        _ => error.Message,
    };

    private EventHubsBrokerOptions ReadOptions(ParseResult arguments)
    {
        string[] groups = arguments.GetValue(_consumerGroups) ?? [];
        var options = new EventHubsBrokerOptions
        {
            Port = arguments.GetValue(_port),
            DataDirectory = arguments.GetValue(_data)?.FullName,
            Offsets = arguments.GetValue(_offsets),
            AcceptAnyConsumerGroup = groups.Contains("*"),
        };
        foreach (HubOptions hub in arguments.GetRequiredValue(_hubs))
        {
            hub.Retention = arguments.GetValue(_retention);
            foreach (string group in groups.Where(group => group != "*"))
            {
                hub.ConsumerGroups.Add(group);
            }

            options.Hubs.Add(hub);
        }

        return options;
    }
}
