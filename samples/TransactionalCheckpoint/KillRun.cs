using Azure.Messaging.EventHubs.Producer;
using Devkit.EventHubs.Broker;

namespace TransactionalCheckpoint;

/// <summary>Publishes orders, kills processors in the middle of booking them, and compares the books with what was published.</summary>
internal sealed class KillRun(SampleSettings settings, Ledger ledger, EventHubsBroker broker, Orders orders)
{
    private const int Partitions = 4;
    private const int Processors = 3;
    private const int StandBys = 2;
    private const int OrdersPerKill = 40;
    private const int NewcomerEvery = 10;
    private const int ProgressEvery = 20;

    private static readonly TimeSpan LimitPerKill = TimeSpan.FromSeconds(10);

    private readonly Random _random = new(settings.Seed);
    private readonly List<WorkerProcess> _workers = [];
    private readonly Queue<WorkerProcess> _standBys = [];
    private int _names;
    private int _endedByThemselves;

    public static async Task<int> RunAsync(SampleSettings settings)
    {
        settings = settings with { Database = settings.Database ?? Path.Combine(Path.GetTempPath(), $"transactional-checkpoint-{Environment.ProcessId}.db") };
        using var limit = new CancellationTokenSource(LimitPerKill * (settings.Kills + Processors));
        await using Ledger ledger = Ledger.Open(settings.Store, settings.Database);
        await ledger.CreateAsync(limit.Token);
        await using EventHubsBroker broker = await EventHubsBroker.StartAsync(
            new EventHubsBrokerOptions { AcceptAnyConsumerGroup = true }.AddHub(Worker.HubName, Partitions), limit.Token);
        await using var producer = new EventHubProducerClient(broker.ConnectionString, Worker.HubName);
        var run = new KillRun(settings, ledger, broker, new Orders(producer, new Random(settings.Seed)));
        try
        {
            return await run.RunAsync(limit.Token);
        }
        finally
        {
            await run.EndAsync();
            await ledger.DropAsync();
        }
    }

    private async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        Console.WriteLine($"{settings.Kills} kills on {settings.Store}, seed {settings.Seed}");
        for (int count = 0; count < StandBys; count++)
        {
            _standBys.Enqueue(WorkerProcess.StandBy(settings, broker.ConnectionString));
        }

        for (int count = 0; count < Processors; count++)
        {
            _workers.Add(Next().Go(NewName()));
        }

        int inTransaction = 0;
        for (int kill = 1; kill <= settings.Kills; kill++)
        {
            inTransaction += await KillOneAsync(isNewcomer: kill % NewcomerEvery == 0, cancellationToken) ? 1 : 0;
            if (kill % ProgressEvery == 0 || kill == settings.Kills)
            {
                (long bookings, long events) = await ledger.CountAsync(cancellationToken);
                Console.WriteLine($"killed {kill} of {settings.Kills}, {inTransaction} in a transaction; published {orders.Published}, booked {events}, twice {bookings - events}");
            }
        }

        await WhenBookedAsync(orders.Published, cancellationToken);
        return await CompareAsync(inTransaction, cancellationToken);
    }

    /// <summary>Publishes some orders and kills a processor at a random moment while they are booked. Another one takes its place.</summary>
    private async Task<bool> KillOneAsync(bool isNewcomer, CancellationToken cancellationToken)
    {
        (_, long before) = await ledger.CountAsync(cancellationToken);
        for (int sent = 0; sent < OrdersPerKill; sent += OrdersPerKill / Partitions)
        {
            await orders.PublishAsync(OrdersPerKill / Partitions, cancellationToken);
        }

        await WhenBookedAsync(before + _random.Next(1, OrdersPerKill), cancellationToken);
        WorkerProcess victim = _workers[_random.Next(_workers.Count)];
        _workers.Remove(victim);
        bool wasInTransaction = await victim.KillAsync();

        // As a rule it is restarted under its name and takes its own partitions back; a newcomer waits until the dead one's have expired.
        _workers.Add(Next().Go(isNewcomer ? NewName() : victim.Name));
        return wasInTransaction;
    }

    private async Task<int> CompareAsync(int inTransaction, CancellationToken cancellationToken)
    {
        (long bookings, long events) = await ledger.CountAsync(cancellationToken);
        IReadOnlyDictionary<string, long> totals = await ledger.TotalsAsync(cancellationToken);
        int wrong = orders.Totals.Count(account => totals[account.Key] != account.Value);
        Console.WriteLine($"total booked {totals.Values.Sum()} of {orders.Totals.Values.Sum()} published, over {totals.Count} accounts");
        Console.WriteLine(
            $"store={settings.Store} published={orders.Published} booked={events} lost={orders.Published - events} twice={bookings - events} wrong={wrong} " +
            $"kills={settings.Kills} in_transaction={inTransaction}");
        return events == orders.Published && bookings == events && wrong == 0 ? 0 : 1;
    }

    private async Task WhenBookedAsync(long expected, CancellationToken cancellationToken)
    {
        while ((await ledger.CountAsync(cancellationToken)).Events < expected)
        {
            Restart(_workers.Find(worker => worker.HasExited));

            await Task.Delay(_random.Next(1, 20), cancellationToken);
        }
    }

    /// <summary>Restarts a worker that ended by itself, as whoever runs services does; on a busy machine one may not get its first answer in time. But not for ever.</summary>
    private void Restart(WorkerProcess? ended)
    {
        if (ended is null)
        {
            return;
        }

        Console.WriteLine($"{ended.Name} ended by itself");
        _workers.Remove(ended);
        _workers.Add(++_endedByThemselves <= Math.Max(settings.Kills / NewcomerEvery, Processors)
            ? Next().Go(ended.Name)
            : throw new InvalidOperationException("Too many workers end by themselves."));
    }

    private WorkerProcess Next()
    {
        _standBys.Enqueue(WorkerProcess.StandBy(settings, broker.ConnectionString));
        return _standBys.Dequeue();
    }

    private string NewName() => $"worker-{++_names}";

    private async Task EndAsync()
    {
        foreach (WorkerProcess worker in _workers.Concat(_standBys))
        {
            await worker.KillAsync();
        }
    }
}
