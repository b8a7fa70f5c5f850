using System.CommandLine;
using System.Globalization;
using System.Net;
using Checkpointing.Cli.CommandLine;
using Checkpointing.Cli.Json;
using Checkpointing.Cli.Terminal;
using Checkpointing.Cli.Verbs.Dashboard.Protection;
using Checkpointing.Cli.Verbs.Dashboard.State;
using Checkpointing.Cli.Verbs.Lag;

namespace Checkpointing.Cli.Verbs.Dashboard;

/// <summary><c>dashboard</c>: a page for a browser.</summary>
internal sealed class DashboardVerb : Verb
{
    /// <summary>The default of <c>--interval</c>.</summary>
    public static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(5);

    /// <summary>The default of <c>--plan-valid</c>.</summary>
    public static readonly TimeSpan DefaultPlanValid = TimeSpan.FromMinutes(5);

    private readonly Option<int> _port = new("--port") { Description = "The port; a free one unless given.", HelpName = "port" };
    private readonly Option<string?> _listen = new("--listen") { Description = "The address to listen on: 127.0.0.1, which only this machine reaches, unless given. Another one needs --token.", HelpName = "address" };
    private readonly Option<string[]> _hosts = new("--host") { Description = "A name by which browsers may ask for the page, besides addresses and localhost, such as that of a proxy; repeat it for several.", HelpName = "name" };
    private readonly Option<bool> _token = new("--token") { Description = "The page needs a token, which is printed with its address: others who reach the address cannot look, or change anything." };
    private readonly Option<bool> _allowChanges = new("--allow-changes") { Description = "Offers to rewind: the page shows a plan, and does it when it is confirmed. Without it the page only shows." };
    private readonly Option<TimeSpan?> _interval = Durations.Option("--interval", "How often the store and the hub are read: 5s unless given.");
    private readonly Option<TimeSpan?> _planValid = Durations.Option("--plan-valid", "For how long a plan can be confirmed: 5m unless given.");
    private readonly Option<TimeSpan?> _stuckAfter = Durations.Option("--stuck-after", "For how long events may wait, and the checkpoint stand, before the partition counts as stuck: 5m unless given.");

    public DashboardVerb(SharedOptions shared)
        : base(
            "dashboard",
            "Serves a page for a browser: partitions, owners, lag with its history, how fast the store answers, takeovers, and, when changes are allowed, rewinding. Ctrl-C ends it.",
            shared,
            "checkpoints dashboard                                  # on a free port of this machine; only shows",
            "checkpoints dashboard --port 8080 --allow-changes      # can rewind",
            "checkpoints dashboard --listen 0.0.0.0 --token --host ops.contoso.com")
    {
        _port.Validators.Add(result =>
        {
            if (result.Tokens is [{ } token] && !(int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port <= IPEndPoint.MaxPort))
            {
                result.AddError($"--port is '{token.Value}': it takes a number from 1 to {IPEndPoint.MaxPort}, or 0 for a free port.");
            }
        });
        AddAll([_port, _listen, _hosts, _token, _allowChanges, _interval, _planValid, _stuckAfter, .. shared.GroupOptions, shared.Expiration]);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(VerbContext context, CancellationToken cancellationToken)
    {
        IPAddress address = Address(context.Get(_listen));
        if (!IPAddress.IsLoopback(address) && !context.Get(_token))
        {
            throw new CliException(
                ExitCode.Misused, $"--listen {address} can be reached by others than this machine: add --token, so that only those who have the printed address may look. Nothing was opened.");
        }

        DashboardParts parts = await DashboardParts.OpenAsync(
            context,
            context.Get(_interval) ?? DefaultInterval,
            context.Get(_stuckAfter) ?? LagVerb.DefaultStuckAfter,
            context.Get(_allowChanges) ? context.Get(_planValid) ?? DefaultPlanValid : null,
            cancellationToken).ConfigureAwait(false);
        await using (parts.ConfigureAwait(false))
        {
            await ServeAsync(context, address, parts, cancellationToken).ConfigureAwait(false);
        }

        return ExitCode.Ok;
    }

    private async Task ServeAsync(VerbContext context, IPAddress address, DashboardParts parts, CancellationToken cancellationToken)
    {
        SecretToken? access = context.Get(_token) ? SecretToken.Make() : null;
        SecretToken? change = parts.Plans is null ? null : SecretToken.Make();
        var session = new DashboardSession(
            parts.Store.Name, parts.Group.ToString(), parts.Watch.HasHub, parts.Plans is not null, change?.Text, parts.Watch.Interval.TotalSeconds);
        var endpoints = new DashboardEndpoints(
            new RequestRules(new HostRule([HostName(address), .. context.Get(_hosts) ?? []]), access, change),
            session,
            new StateMaker(parts.Store.Name, parts.Group, parts.Watch, context.Clock),
            parts.Plans,
            context.IsVerbose ? context.Screen : null,
            cancellationToken);
        DashboardServer server = await DashboardServer.StartAsync(address, context.Get(_port), endpoints.AnswerAsync, cancellationToken).ConfigureAwait(false);
        await using (server.ConfigureAwait(false))
        {
            Announce(context, parts, new DashboardStart(Url(address, server.Port, access), parts.Plans is not null));
            await parts.Watch.RunAsync(cancellationToken).ConfigureAwait(false);
            if (parts.Plans is { IsRewinding: true })
            {
                context.Screen.Remark("The rewind that was confirmed is brought to its end first.");
            }
        }
    }

    private void Announce(VerbContext context, DashboardParts parts, DashboardStart start)
    {
        if (context.Screen.IsJson)
        {
            context.Screen.WriteJson(start, Documents.Lines.DashboardStart);
            return;
        }

        context.Screen.WriteLine(start.Url, Style.Strong);
        string abilities = start.AllowsChanges ? "It can rewind."
            : context.Get(_allowChanges) ? "It only shows: the settings have no event hub, which a rewind needs."
            : "It only shows.";
        context.Screen.WriteSentence($"{parts.Group} in {parts.Store.Name}. {abilities} Ctrl-C ends it.", Style.Faint);
        context.Screen.Flush();
    }

    private static IPAddress Address(string? text) => text switch
    {
        null => IPAddress.Loopback,
        _ when text.Equals("localhost", StringComparison.OrdinalIgnoreCase) => IPAddress.Loopback,
        _ when IPAddress.TryParse(text, out IPAddress? address) => address,
        _ => throw new CliException(ExitCode.Misused, $"--listen is '{text}': it takes an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all of them."),
    };

    private static string Url(IPAddress address, int port, SecretToken? access) =>
        $"http://{HostName(address)}:{port}/{(access is null ? "" : $"?{RequestRules.AccessParameter}={access.Text}")}";

    /// <summary>How a browser names the address; all of this machine's by its own name.</summary>
    private static string HostName(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)
        ? Environment.MachineName
        : new UriBuilder(Uri.UriSchemeHttp, address.ToString()).Uri.Host;
}
