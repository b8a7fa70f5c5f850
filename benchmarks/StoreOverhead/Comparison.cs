using System.Diagnostics;
using Checkpointing;

namespace StoreOverhead;

/// <summary>Measures one backend: store and driver in turn, so that whatever else the machine does strikes both.</summary>
internal sealed class Comparison
{
    private const int WarmUps = 20;
    private const int LeastPairs = 15;

    private static readonly ConsumerGroup Group = new("contoso.servicebus.windows.net", "orders", "store-overhead");

    private readonly BareDriver _driver;
    private readonly TimeSpan _duration;

    public Comparison(BareDriver driver, TimeSpan duration)
    {
        _driver = driver;
        _duration = duration;
    }

    /// <summary>Runs all operations.</summary>
    /// <param name="batches">The sizes of the batches of claims.</param>
    public async Task<IReadOnlyList<Overhead>> RunAsync(IReadOnlyList<int> batches)
    {
        ICheckpointStore store = await _driver.StartAsync(batches.Max());
        List<Overhead> rows = [await WriteAsync(store)];
        foreach (int batch in batches)
        {
            rows.Add(await ClaimAsync(store, batch));
        }

        return rows;
    }

    private async Task<Overhead> WriteAsync(ICheckpointStore store)
    {
        const string partition = "written";
        PartitionResults<PartitionOwnership> owned = await store.ClaimOwnershipAsync(Group, [new OwnershipClaim(partition, "processor", "1", Version: null)], default);
        long epoch = owned.Items.Single().Epoch;
        long sequenceNumber = 0;
        return await MeasureAsync(
            "write a checkpoint",
            async () =>
            {
                CheckpointWrite write = new(partition, ++sequenceNumber, "1048576", epoch, "processor");
                long started = Stopwatch.GetTimestamp();
                PartitionResults<CheckpointWriteResult> results = await store.WriteCheckpointsAsync(Group, [write], default);
                TimeSpan taken = Stopwatch.GetElapsedTime(started);
                return results.Items is [{ Outcome: CheckpointOutcome.Written }] ? taken : throw Unexpected(results.Faults);
            },
            () => TimeAsync(() => _driver.WriteAsync(sequenceNumber)));
    }

    private async Task<Overhead> ClaimAsync(ICheckpointStore store, int batch)
    {
        string[] partitions = [.. Enumerable.Range(0, batch).Select(index => $"{index}")];
        string[] versions = [.. partitions.Select(_ => "0123456789abcdef")];
        ConsumerGroup group = new(Group.FullyQualifiedNamespace, Group.EventHubName, $"batch-{batch}");
        OwnershipClaim[] claims = [.. partitions.Select(partition => new OwnershipClaim(partition, "processor", "1", Version: null))];
        return await MeasureAsync(
            $"renew {batch} partitions",
            async () =>
            {
                long started = Stopwatch.GetTimestamp();
                PartitionResults<PartitionOwnership> results = await store.ClaimOwnershipAsync(group, claims, default);
                TimeSpan taken = Stopwatch.GetElapsedTime(started);
                claims = [.. results.Items.Select(held => new OwnershipClaim(held.PartitionId, held.OwnerId, "1", held.Version))];
                return claims.Length == batch ? taken : throw Unexpected(results.Faults);
            },
            () => TimeAsync(() => _driver.ClaimAsync(partitions, versions)));
    }

    private async Task<Overhead> MeasureAsync(string operation, Func<Task<TimeSpan>> store, Func<Task<TimeSpan>> driver)
    {
        for (int count = 0; count < WarmUps; count++)
        {
            await store();
            await driver();
        }

        List<TimeSpan> stores = [];
        List<TimeSpan> drivers = [];
        long started = Stopwatch.GetTimestamp();
        while (stores.Count < LeastPairs || Stopwatch.GetElapsedTime(started) < _duration)
        {
            stores.Add(await store());
            drivers.Add(await driver());
        }

        return new Overhead(_driver.Name, operation, Median(stores), Median(drivers), stores.Count);
    }

    private static async Task<TimeSpan> TimeAsync(Func<Task> request)
    {
        long started = Stopwatch.GetTimestamp();
        await request();
        return Stopwatch.GetElapsedTime(started);
    }

    private static TimeSpan Median(List<TimeSpan> times)
    {
        times.Sort();
        return times[times.Count / 2];
    }

    private static Exception Unexpected(IReadOnlyList<CheckpointStoreException> faults) =>
        faults is [CheckpointStoreException fault, ..] ? fault : new InvalidOperationException("The store answered otherwise than expected; is another process using its data?");
}
