using System.Diagnostics;
using Compare.Contest;
using Compare.Costs;
using Compare.Deployments;
using Compare.Reading;
using Compare.Reports;
using Compare.Results;
using Devkit.EventHubs.Broker;
using Harness;
using Harness.Network;
using Harness.Readings;
using Harness.Servers;

namespace Compare;

/// <summary>The whole run: each kind of work, and in it each store.</summary>
/// <param name="settings">What is measured.</param>
/// <param name="progress">Where it is told.</param>
internal sealed class ComparisonRun(RunSettings settings, Progress progress)
{
    /// <summary>The distance at which cold starts and throughput are measured beside 0, in milliseconds.</summary>
    private const double Far = 5;

    private readonly List<BackendServer> _servers = [];
    private readonly long _started = Stopwatch.GetTimestamp();

    private bool IsOver => Stopwatch.GetElapsedTime(_started) > settings.Limit;

    /// <summary>Measures all.</summary>
    /// <param name="head">What is known of the run before.</param>
    public async Task<RunResult> RunAsync(RunHead head)
    {
        RunResult result = new() { Head = head };
        await WithServersAsync(head, Work.Operations, () => MeasureOperationsAsync(result));
        await WithServersAsync(head, Work.ColdStart, () => MeasureColdStartsAsync(result));
        await WithServersAsync(head, Work.Throughput, () => MeasureThroughputAsync(result));
        await WithServersAsync(head, Work.Cost, () => CountCostsAsync(result));
        if (settings.Work.Contains(Work.Deployments))
        {
            progress.Begin(Work.Deployments);
            await MeasureDeploymentsAsync(result);
        }

        head.Seconds = Stopwatch.GetElapsedTime(_started).TotalSeconds;
        head.LoadAtEnd = Load.Now();
        return result with { Operations = Completion.Complete(result.Operations) };
    }

    /// <remarks>Each kind of work has servers of its own, so that none meets what another has left.</remarks>
    private async Task WithServersAsync(RunHead head, string work, Func<Task> measure)
    {
        if (!settings.Work.Contains(work) || IsOver)
        {
            return;
        }

        progress.Begin(work);
        try
        {
            await StartAsync(head);
            await measure();
        }
        finally
        {
            await Disposal.AllAsync(_servers);
            _servers.Clear();
        }
    }

    private async Task StartAsync(RunHead head)
    {
        List<Task<BackendServer>> starting = [];
        foreach (string name in settings.Stores)
        {
            if (Backends.WhyAbsent(name) is { } reason)
            {
                LeaveOut(head, name, reason);
            }
            else
            {
                starting.Add(Task.Run(() => Backends.StartServerAsync(name)));
            }
        }

        foreach (Task<BackendServer> start in starting)
        {
            BackendServer server = await start;
            _servers.Add(server);
            head.Servers[server.Name] = server.Description;
            progress.Say($"{server.Name}: {server.Description}");
        }
    }

    private async Task MeasureOperationsAsync(RunResult result)
    {
        using HttpRequests requests = new();
        foreach (BackendServer server in _servers)
        {
            await TryAsync(result, Work.Operations, server.Name, () => new BackendContest(server, settings, requests, () => IsOver, Add, Fail).RunAsync());

            void Fail(string operation, Exception problem) => LeaveOut(result.Head, $"{server.Name}, {operation}", Describe(problem));
        }

        void Add(OperationResult row)
        {
            result.Operations.Add(row);
            progress.Show(row);
        }
    }

    private static string Describe(Exception problem) => $"{problem.GetType().Name}: {problem.Message.ReplaceLineEndings(" ")}";

    private async Task MeasureColdStartsAsync(RunResult result)
    {
        await using EventHubsBroker broker = await EventHubsBroker.StartAsync(
            new EventHubsBrokerOptions { AcceptAnyConsumerGroup = true }.AddHub(ColdStart.Hub, Sizes.Batch));
        foreach (string partition in Ids.Of(Sizes.Batch))
        {
            broker.Publish(ColdStart.Hub, partition, "first");
        }

        ColdStart cold = new(broker, settings.ColdStarts, settings.HasWarmUps);
        foreach (BackendServer server in _servers)
        {
            foreach (double distance in DistancesOf(server))
            {
                await TryAsync(result, Work.ColdStart, server.Name, async () => Add(result, await cold.RunAsync(server, distance)));
                if (server.Name == Backends.Blob)
                {
                    await TryAsync(result, Work.ColdStart, server.Name, async () => Add(result, await cold.RunRivalAsync(server, distance)));
                }
            }
        }
    }

    private async Task MeasureThroughputAsync(RunResult result)
    {
        await using LoadedBroker broker = await LoadedBroker.StartAsync(Throughput.Partitions, idlePartitions: 1);
        await broker.FillAsync(settings.Events);
        Throughput throughput = new(broker, settings);
        foreach (BackendServer server in _servers)
        {
            foreach (double distance in DistancesOf(server))
            {
                await TryAsync(result, Work.Throughput, server.Name, async () =>
                {
                    foreach (ThroughputResult row in await throughput.RunAsync(server, distance))
                    {
                        result.Throughput.Add(row);
                        progress.Show(row);
                    }
                });
            }
        }
    }

    private async Task CountCostsAsync(RunResult result)
    {
        await using EventHubsBroker broker = await EventHubsBroker.StartAsync(
            new EventHubsBrokerOptions { AcceptAnyConsumerGroup = true }
                .AddHub(CostCounter.BusyHub, CostCounter.BusyPartitions).AddHub(CostCounter.IdleHub, Sizes.Batch));
        CostCounter counter = new(broker, settings);
        using CancellationTokenSource stop = new();
        Task producing = new CrashHarness.Runs.Producer(broker, CostCounter.BusyHub, CostCounter.BusyPartitions, CostCounter.Rate).RunAsync(stop.Token);
        List<Task<CostResult>> idle = [.. _servers.Select(counter.RunIdleAsync), .. _servers.Where(server => server.Name == Backends.Blob).Select(counter.RunIdleRivalAsync)];
        foreach (BackendServer server in _servers)
        {
            await TryAsync(result, Work.Cost, server.Name, async () => Add(await counter.RunBusyAsync(server)));
        }

        foreach (Task<CostResult> row in idle)
        {
            await TryAsync(result, Work.Cost, "idle", async () => Add([await row]));
        }

        await stop.CancelAsync();
        await producing;

        void Add(IReadOnlyList<CostResult> rows)
        {
            foreach (CostResult row in rows)
            {
                result.Costs.Add(row);
                progress.Show(row);
            }
        }
    }

    private async Task MeasureDeploymentsAsync(RunResult result)
    {
        foreach (string store in settings.Stores.Where(store => store != Backends.Memory && Backends.WhyAbsent(store) is null))
        {
            foreach (bool isPlain in store == Backends.Blob ? new[] { false, true } : [false])
            {
                await TryAsync(result, Work.Deployments, store, async () =>
                {
                    foreach (ScenarioResult row in await DeploymentRun.RunAsync(store, isPlain, progress.Say))
                    {
                        Add(result, row);
                    }
                });
            }
        }
    }

    private IEnumerable<double> DistancesOf(BackendServer server) =>
        settings.Distances.Where(distance => distance == 0 || (distance == Far && server.EndPoint is not null));

    /// <summary>What goes wrong with one store is told among the results, and the others are measured all the same.</summary>
    private async Task TryAsync(RunResult result, string work, string store, Func<Task> measure)
    {
        if (IsOver)
        {
            LeaveOut(result.Head, $"{store}, {work}", "the time of a quick look was over");
            return;
        }

        try
        {
            await measure();
        }
        catch (Exception problem)
        {
            LeaveOut(result.Head, $"{store}, {work}", Describe(problem));
        }
    }

    private void LeaveOut(RunHead head, string what, string reason)
    {
        head.LeftOut[what] = reason;
        progress.LeftOut(what, reason);
    }

    private void Add(RunResult result, ScenarioResult row)
    {
        result.Scenarios.Add(row);
        progress.Show(row);
    }
}
