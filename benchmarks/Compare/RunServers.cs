using Compare.Reports;
using Compare.Results;
using Harness;
using Harness.Servers;

namespace Compare;

/// <summary>The servers of one kind of work: none of them meets what another kind has left.</summary>
internal sealed class RunServers : IAsyncDisposable
{
    private readonly List<BackendServer> _servers = [];

    /// <summary>Those that run.</summary>
    public IReadOnlyList<BackendServer> All => _servers;

    /// <summary>Starts the servers of all stores that can be had; one that does not start leaves the others to be measured.</summary>
    /// <param name="stores">The stores.</param>
    /// <param name="work">The kind of work.</param>
    /// <param name="head">Is told what they run on.</param>
    /// <param name="omissions">Hears of those that are missing.</param>
    /// <param name="progress">Where it is told.</param>
    public static async Task<RunServers> StartAsync(IEnumerable<string> stores, string work, RunHead head, Omissions omissions, Progress progress)
    {
        List<(string Name, Task<BackendServer> Server)> starting = [];
        foreach (string name in stores)
        {
            if (Backends.WhyAbsent(name) is { } reason)
            {
                omissions.Add(name, reason);
            }
            else
            {
                starting.Add((name, Task.Run(() => Backends.StartServerAsync(name))));
            }
        }

        RunServers servers = new();
        foreach ((string name, Task<BackendServer> start) in starting)
        {
            try
            {
                BackendServer server = await start;
                servers._servers.Add(server);
                head.Servers[name] = server.Description;
                progress.Say($"{name}: {server.Description}");
            }
            catch (Exception problem)
            {
                omissions.Fail($"{name}, {work}", problem);
            }
        }

        return servers;
    }

    /// <summary>Ends them.</summary>
    public ValueTask DisposeAsync() => Disposal.AllAsync(_servers);
}
