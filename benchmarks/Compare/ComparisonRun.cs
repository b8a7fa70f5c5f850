using System.Diagnostics;
using Compare.Contest;
using Compare.Costs;
using Compare.Deployments;
using Compare.Reading;
using Compare.Reports;
using Compare.Results;
using CrashHarness;
using Devkit.EventHubs.Broker;
using Harness;
using Harness.Network;
using Harness.Readings;
using Harness.Servers;

namespace Compare;

/// <summary>The whole run: each kind of work, and in it each store.</summary>
/// <param name="settings">What is measured.</param>
/// <param name="head">What is known of the run before.</param>
/// <param name="progress">Where it is told.</param>
/// <param name="cancellationToken">Ends the servers and the run.</param>
internal sealed class ComparisonRun(RunSettings settings, RunHead head, Progress progress, CancellationToken cancellationToken)
{
    /// <summary>The distance at which cold starts and throughput are measured beside 0, in milliseconds.</summary>
    private const double Far = 5;

    private readonly Omissions _omissions = new(head, progress);
    private readonly long _started = Stopwatch.GetTimestamp();

    /// <summary>Whether something failed that was to be measured.</summary>
    public bool HasFailed => _omissions.HasFailed;

    private bool IsOver => Stopwatch.GetElapsedTime(_started) > settings.Limit;

    /// <summary>Measures all.</summary>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public async Task<RunResult> RunAsync()
    {
        RunResult result = new() { Head = head };
        await WithServersAsync(Work.Operations, servers => MeasureOperationsAsync(servers, result));
        await WithServersAsync(Work.ColdStart, servers => MeasureColdStartsAsync(servers, result));
        await WithServersAsync(Work.Throughput, servers => MeasureThroughputAsync(servers, result));
        await WithServersAsync(Work.Cost, servers => CountCostsAsync(servers, result));
        if (settings.Work.Contains(Work.Deployments))
        {
            progress.Begin(Work.Deployments);
            await MeasureDeploymentsAsync(result);
        }

        head.Seconds = Stopwatch.GetElapsedTime(_started).TotalSeconds;
        head.LoadAtEnd = Load.Now();
        return result with { Operations = Completion.Complete(result.Operations) };
    }

    private async Task WithServersAsync(string work, Func<IReadOnlyList<BackendServer>, Task> measure)
    {
        if (!settings.Work.Contains(work))
        {
            return;
        }

        progress.Begin(work);
        if (IsOver)
        {
            _omissions.Add(work, Omissions.NoTime);
            return;
        }

        await using RunServers servers = await RunServers.StartAsync(settings.Stores, work, head, _omissions, progress);
        try
        {
            // What is under way fails once the servers have ended, and nobody waits for it.
            await measure(servers.All).WaitAsync(cancellationToken);
        }
        catch (Exception problem)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _omissions.Fail(work, problem);
        }
    }

    private async Task MeasureOperationsAsync(IReadOnlyList<BackendServer> servers, RunResult result)
    {
        using HttpRequests requests = new();
        foreach (BackendServer server in servers)
        {
            if (!settings.Distances.Any(distance => distance == 0 || server.EndPoint is not null))
            {
                _omissions.Add($"{server.Name}, {Work.Operations}", Omissions.NoDistance);
                continue;
            }

            ContestJournal journal = new(
                Add, (what, problem) => _omissions.Fail($"{server.Name}, {what}", problem), what => _omissions.Add($"{server.Name}, {what}", Omissions.NoTime));
            await TryAsync(Work.Operations, server.Name, () => new BackendContest(server, settings, requests, () => IsOver, journal).RunAsync());
        }

        void Add(OperationResult row)
        {
            result.Operations.Add(row);
            progress.Show(row);
        }
    }

    private async Task MeasureColdStartsAsync(IReadOnlyList<BackendServer> servers, RunResult result)
    {
        await using EventHubsBroker broker = await EventHubsBroker.StartAsync(
            new EventHubsBrokerOptions { AcceptAnyConsumerGroup = true }.AddHub(ColdStart.Hub, Sizes.Batch));
        foreach (string partition in Ids.Of(Sizes.Batch))
        {
            broker.Publish(ColdStart.Hub, partition, "first");
        }

        ColdStart cold = new(broker, settings.ColdStarts, settings.HasWarmUps);
        foreach (BackendServer server in servers)
        {
            foreach (double distance in DistancesOf(server, Work.ColdStart))
            {
                await TryAsync(Work.ColdStart, server.Name, async () => Add(result, await cold.RunAsync(server, distance)));
                if (server.Name == Backends.Blob)
                {
                    await TryAsync(Work.ColdStart, server.Name, async () => Add(result, await cold.RunRivalAsync(server, distance)));
                }
            }
        }
    }

    private async Task MeasureThroughputAsync(IReadOnlyList<BackendServer> servers, RunResult result)
    {
        await using LoadedBroker broker = await LoadedBroker.StartAsync(Throughput.Partitions, idlePartitions: 1);
        await broker.FillAsync(settings.Events);
        Throughput throughput = new(broker, settings);
        foreach (BackendServer server in servers)
        {
            foreach (double distance in DistancesOf(server, Work.Throughput))
            {
                await TryAsync(Work.Throughput, server.Name, async () =>
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

    private async Task CountCostsAsync(IReadOnlyList<BackendServer> servers, RunResult result)
    {
        await using EventHubsBroker broker = await EventHubsBroker.StartAsync(
            new EventHubsBrokerOptions { AcceptAnyConsumerGroup = true }
                .AddHub(CostCounter.BusyHub, CostCounter.BusyPartitions).AddHub(CostCounter.IdleHub, Sizes.Batch));
        CostCounter counter = new(broker, settings);
        using CancellationTokenSource stop = new();
        Task producing = new CrashHarness.Runs.Producer(broker, CostCounter.BusyHub, CostCounter.BusyPartitions, CostCounter.Rate).RunAsync(stop.Token);
        List<Task<CostResult>> idle = [.. servers.Select(counter.RunIdleAsync), .. servers.Where(server => server.Name == Backends.Blob).Select(counter.RunIdleRivalAsync)];

        // One after the other: how much merges depends on how busy the machine is.
        foreach (BackendServer server in servers)
        {
            await TryAsync(Work.Cost, server.Name, async () => Add(await counter.RunBusyAsync(server)));
        }

        foreach (Task<CostResult> row in idle)
        {
            await TryAsync(Work.Cost, "idle", async () => Add([await row]));
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
        foreach (string store in settings.Stores.Where(store => Backends.WhyAbsent(store) is null))
        {
            if (store == Backends.Memory)
            {
                _omissions.Add($"{store}, {Work.Deployments}", "what it holds ends with its process");
                continue;
            }

            void Complain(string trouble) => _omissions.Fail($"{store}, {Work.Deployments}, a processor", new HarnessException(trouble));

            foreach (bool isPlain in store == Backends.Blob ? new[] { false, true } : [false])
            {
                await TryAsync(Work.Deployments, store, async () =>
                {
                    foreach (ScenarioResult row in await DeploymentRun.RunAsync(store, isPlain, Complain, cancellationToken))
                    {
                        Add(result, row);
                    }
                });
            }
        }
    }

    private double[] DistancesOf(BackendServer server, string work)
    {
        double[] distances = [.. settings.Distances.Where(distance => distance == 0 || (distance == Far && server.EndPoint is not null))];
        if (distances.Length == 0)
        {
            _omissions.Add($"{server.Name}, {work}", server.EndPoint is null ? Omissions.NoDistance : FormattableString.Invariant($"it is measured at 0 and {Far} ms"));
        }

        return distances;
    }

    /// <summary>What goes wrong with one store is told among the results, and the others are measured all the same.</summary>
    private async Task TryAsync(string work, string store, Func<Task> measure)
    {
        if (IsOver)
        {
            _omissions.Add($"{store}, {work}", Omissions.NoTime);
            return;
        }

        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            await measure();
        }
        catch (Exception problem)
        {
            // What fails when the run is ended fails because of that.
            cancellationToken.ThrowIfCancellationRequested();
            _omissions.Fail($"{store}, {work}", problem);
        }
    }

    private void Add(RunResult result, ScenarioResult row)
    {
        result.Scenarios.Add(row);
        progress.Show(row);
    }
}
