using Compare.Drivers;
using Compare.Results;
using Harness.Network;
using Harness.Servers;

namespace Compare.Contest;

/// <summary>One backend through all operations: the store, its driver, and on Blob the rival; directly, and at each distance through proxies.</summary>
/// <param name="server">The backend.</param>
/// <param name="settings">What is measured.</param>
/// <param name="requests">Counts the requests of stores whose protocol is HTTP.</param>
/// <param name="isOver">Whether no further operation is to begin.</param>
/// <param name="journal">Hears of each operation; after one that failed the next one is measured all the same.</param>
internal sealed class BackendContest(BackendServer server, RunSettings settings, HttpRequests requests, Func<bool> isOver, ContestJournal journal)
{
    /// <summary>So many that what runs often is compiled as it is in a processor that has been up for a while; the time for them is limited.</summary>
    private const int WarmUps = 2000;

    private const int CountedRuns = 3;

    private readonly Measurer _measurer = new(settings.Duration, settings.LeastSamples);

    /// <summary>Measures all. Round trips are counted where there is a proxy: at a distance while it is measured, the others by a few runs of their own. Where each is an HTTP
    /// request, the client counts them while it is measured.</summary>
    public async Task RunAsync()
    {
        double[] far = [.. settings.Distances.Where(distance => distance > 0 && server.EndPoint is not null)];
        Operation[] away = [.. settings.Operations.Where(operation => far.Length > 0 && operation.IsMeasuredAtDistance)];
        Dictionary<(Operation Operation, string Role), double> turns = [];
        if (server.EndPoint is not null && !server.IsRequestPerRecord)
        {
            Operation[] counted = [.. settings.Operations.Except(away)];
            await WithContestantsAsync(counted, isDistant: true, contestants => CountAsync(contestants, counted, turns));
        }

        if (settings.Distances.Contains(0))
        {
            await WithContestantsAsync(settings.Operations, isDistant: false, contestants => MeasureAsync(contestants, settings.Operations, 0, turns));
        }

        await WithContestantsAsync(away, isDistant: true, async contestants =>
        {
            foreach (double distance in far)
            {
                contestants.ForEach(contestant => contestant.Proxy!.Distance = TimeSpan.FromMilliseconds(distance));
                await MeasureAsync(contestants, away, distance, turns);
            }
        });
    }

    private async Task WithContestantsAsync(IReadOnlyCollection<Operation> operations, bool isDistant, Func<List<Contestant>, Task> work)
    {
        if (operations.Count == 0)
        {
            return;
        }

        List<Contestant> contestants = [];
        try
        {
            DistanceProxy? proxy = Proxy();
            contestants.Add(await StoreContestant.StartAsync(server, Through(proxy), proxy));
            if (BareDrivers.Make(server.Name) is { } driver)
            {
                proxy = Proxy();
                int largest = operations.Max(operation => Math.Max(operation.Partitions, Sizes.Lanes));
                contestants.Add(await DriverContestant.StartAsync(driver, Through(proxy), proxy, largest));
            }

            if (server.Name == Backends.Blob)
            {
                proxy = Proxy();
                contestants.Add(await RivalContestant.StartAsync(Through(proxy), proxy));
            }

            await work(contestants);
        }
        finally
        {
            foreach (Contestant contestant in contestants)
            {
                if (contestant.Proxy is { } proxy)
                {
                    proxy.Distance = TimeSpan.Zero;
                }

                await contestant.DisposeAsync();
            }
        }

        DistanceProxy? Proxy() => isDistant ? DistanceProxy.Start(server.EndPoint!) : null;

        string Through(DistanceProxy? proxy) => proxy is null ? server.ConnectionString : server.ConnectionStringAt(proxy.EndPoint);
    }

    /// <summary>Whether what it runs through has been warmed up by smaller ones, and one more run would take its time.</summary>
    private static bool IsLarge(Operation operation) => operation.Partitions > Sizes.Batch;

    /// <summary>Counts round trips, once connections are made.</summary>
    private async Task CountAsync(List<Contestant> contestants, IEnumerable<Operation> operations, Dictionary<(Operation, string), double> turns)
    {
        foreach (Operation operation in operations.TakeWhile(_ => !isOver()))
        {
            await TryAsync($"{operation.Title}, round trips", () => CountAsync(contestants, operation, turns));
        }
    }

    private static async Task CountAsync(List<Contestant> contestants, Operation operation, Dictionary<(Operation, string), double> turns)
    {
        foreach (Contestant contestant in contestants)
        {
            Func<int, Task<TimeSpan>> once = await contestant.PrepareAsync(operation);
            if (!IsLarge(operation))
            {
                await once(0);
            }

            int runs = operation.Partitions == 1 ? CountedRuns : 1;
            long before = contestant.Proxy!.Turns;
            for (int run = 0; run < runs; run++)
            {
                await once(0);
            }

            turns[(operation, contestant.Role)] = (double)(contestant.Proxy.Turns - before) / runs;
        }
    }

    private async Task MeasureAsync(
        List<Contestant> contestants, IEnumerable<Operation> operations, double distance, Dictionary<(Operation Operation, string Role), double> turns)
    {
        foreach (Operation operation in operations)
        {
            string what = FormattableString.Invariant($"{operation.Title}, {distance} ms away");
            if (isOver())
            {
                journal.Skip(what);
                continue;
            }

            await TryAsync(what, () => MeasureAsync(contestants, operation, distance, turns));
        }
    }

    private Func<long>? Turns(Contestant contestant) =>
        contestant.Proxy is { } proxy ? () => proxy.Turns : server.IsRequestPerRecord ? () => requests.Count : null;

    private async Task TryAsync(string what, Func<Task> measure)
    {
        try
        {
            await measure();
        }
        catch (Exception problem)
        {
            journal.Fail(what, problem);
        }
    }

    private async Task MeasureAsync(
        List<Contestant> contestants, Operation operation, double distance, Dictionary<(Operation Operation, string Role), double> turns)
    {
        List<Entry> entries = [];
        foreach (Contestant contestant in contestants)
        {
            entries.Add(new Entry(await contestant.PrepareAsync(operation), Turns(contestant)));
        }

        Tally[] tallies = await _measurer.RunAsync(entries, operation.Lanes, IsLarge(operation) ? 0 : WarmUps);
        Percentiles[] times = [.. tallies.Select(tally => Percentiles.Of(tally.Times))];
        double? limit = contestants.FindIndex(contestant => contestant.Role == Roles.Driver) is >= 0 and int driver ? times[driver].MedianMs : null;
        for (int index = 0; index < tallies.Length; index++)
        {
            Tally tally = tallies[index];
            Contestant contestant = contestants[index];
            bool isAlone = contestant.Proxy is null;
            journal.Tell(new OperationResult
            {
                Store = server.Name,
                Operation = operation.Title,
                Kind = operation.Kind.ToString(),
                Partitions = operation.Partitions,
                DistanceMs = distance,
                Role = contestant.Role,
                Request = contestant.Describe(operation),
                Time = times[index],
                PerSecond = tally.Times.Count / tally.Elapsed.TotalSeconds,
                AllocatedBytes = isAlone ? (double)tally.Allocated / tally.Times.Count : null,
                CpuMs = isAlone ? tally.ProcessorTime.TotalMilliseconds / tally.Times.Count : null,
                RoundTrips = Turns(contestant) is not null ? (double)tally.Turns / tally.Times.Count : turns.TryGetValue((operation, contestant.Role), out double count) ? count : null,
                ToDriver = contestant.Role == Roles.Driver ? null : times[index].MedianMs / limit,
            });
        }
    }
}
