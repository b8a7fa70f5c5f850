using System.Diagnostics;
using System.Globalization;
using Checkpointing;
using Checkpointing.Postgres;
using Checkpointing.Redis;
using Checkpointing.Tests.Services;
using Devkit.EventHubs.Broker;

namespace ToolScale;

/// <summary>Fills a store, runs the tool on it, and prints a row for each command.</summary>
internal static class Measurement
{
    private const string Hub = "orders";
    private const int EveryNthHasEvents = 20;
    private const int Batch = 1000;

    /// <summary>A shell that tells in its last line what its children have worked; a process that has ended tells that nobody else.</summary>
    private const string Shell = "\"$@\"; code=$?; times >&2; exit $code";

    private static readonly string[] Commands = ["list", "list --all", "list --json", "owners", "lag", "lag --json"];

    public static async Task<int> RunAsync(string[] stores, int partitions, int runs, CancellationToken cancellationToken)
    {
        await using EventHubsBroker broker = await EventHubsBroker.StartAsync(new EventHubsBrokerOptions().AddHub(Hub, partitions), cancellationToken);
        for (int partition = 0; partition < partitions; partition += EveryNthHasEvents)
        {
            broker.Publish(Hub, $"{partition}", "one", "two", "three");
        }

        Console.WriteLine("| store | command | median | slowest | processor time | lines |");
        Console.WriteLine("|---|---|--:|--:|--:|--:|");
        foreach (string name in stores)
        {
            await MeasureAsync(name, broker, partitions, runs, cancellationToken);
        }

        return 0;
    }

    private static async Task MeasureAsync(string name, EventHubsBroker broker, int partitions, int runs, CancellationToken cancellationToken)
    {
        IAsyncDisposable server = name == "Postgres" ? await Postgres.StartAsync() : await RedisServer.StartAsync();
        await using (server)
        {
            string connection = server is Postgres postgres ? postgres.ConnectionString : $"{((RedisServer)server).EndPoint}";
            ICheckpointStore store = name == "Postgres"
                ? new PostgresCheckpointStore(new PostgresCheckpointStoreOptions { ConnectionString = connection })
                : new RedisCheckpointStore(new RedisCheckpointStoreOptions { ConnectionString = connection });
            await using ((IAsyncDisposable)store)
            {
                await FillAsync(store, new ConsumerGroup(broker.FullyQualifiedNamespace, Hub, "$Default"), partitions, cancellationToken);
            }

            foreach (string command in Commands)
            {
                List<TimeSpan> times = [];
                List<TimeSpan> work = [];
                int lines = 0;
                for (int run = 0; run < runs; run++)
                {
                    (TimeSpan time, TimeSpan busy, lines) = await TimeAsync(name, connection, broker.GetConnectionString(Hub), command, cancellationToken);
                    times.Add(time);
                    work.Add(busy);
                }

                times.Sort();
                work.Sort();
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"| {name} | `{command}` | {times[runs / 2].TotalSeconds:0.00} s | {times[^1].TotalSeconds:0.00} s | {work[runs / 2].TotalSeconds:0.00} s | {lines} |"));
            }
        }
    }

    /// <summary>The children's user and system time: <c>0m0.25s 0m0.03s</c>.</summary>
    private static TimeSpan Busy(string told) => TimeSpan.FromSeconds(told.Trim().Split('\n')[^1].Split(' ')
        .Select(time => time.TrimEnd('s').Split('m'))
        .Sum(parts => (60 * double.Parse(parts[0], CultureInfo.InvariantCulture)) + double.Parse(parts[1], CultureInfo.InvariantCulture)));

    private static async Task FillAsync(ICheckpointStore store, ConsumerGroup group, int partitions, CancellationToken cancellationToken)
    {
        foreach (string[] batch in Enumerable.Range(0, partitions).Select(partition => $"{partition}").Chunk(Batch))
        {
            PartitionResults<PartitionOwnership> owned = await store.ClaimOwnershipAsync(
                group, [.. batch.Select((partition, index) => new OwnershipClaim(partition, $"worker-{index % 20}", "benchmark", Version: null))], cancellationToken);
            await store.WriteCheckpointsAsync(
                group, [.. owned.Items.Select(record => new CheckpointWrite(record.PartitionId, 1, "100", record.Epoch, record.OwnerId))], cancellationToken);
        }
    }

    private static async Task<(TimeSpan Time, TimeSpan Busy, int Lines)> TimeAsync(string store, string connection, string hub, string command, CancellationToken cancellationToken)
    {
        string[] folders = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar).Split(Path.DirectorySeparatorChar)[^2..];
        ProcessStartInfo start = new("sh", ["-c", Shell, "sh", "dotnet", RepositoryRoot.Combine(["src", "Checkpointing.Cli", "bin", .. folders, "Checkpointing.Cli.dll"]), .. command.Split(' ')])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment["Checkpointing__Store"] = store;
        start.Environment[$"Checkpointing__{store}__ConnectionString"] = connection;
        start.Environment["Checkpointing__Processor__ConnectionString"] = hub;
        long begun = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        Task<string> told = process.StandardError.ReadToEndAsync(cancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        TimeSpan time = Stopwatch.GetElapsedTime(begun);
        return process.ExitCode == 0
            ? (time, Busy(await told), output.Count(character => character == '\n'))
            : throw new InvalidOperationException($"'checkpoints {command}' ended with code {process.ExitCode}.");
    }
}
