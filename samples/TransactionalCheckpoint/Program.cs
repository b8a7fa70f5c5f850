using System.Diagnostics;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using Devkit.EventHubs.Broker;
using Npgsql;
using TransactionalCheckpoint;

if (args is [Worker.Command, var name])
{
    await Worker.RunAsync(name);
    return 0;
}

if (args is not [var database])
{
    Console.Error.WriteLine("usage: TransactionalCheckpoint <connection string of a PostgreSQL database that may be written to>");
    return 2;
}

const int Published = 6000;
const int Kills = 5;
using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
await using NpgsqlDataSource dataSource = NpgsqlDataSource.Create(database);
await Ledger.CreateAsync(dataSource);
await using EventHubsBroker broker = await EventHubsBroker.StartAsync(
    new EventHubsBrokerOptions { AcceptAnyConsumerGroup = true }.AddHub(Worker.HubName, partitionCount: 4), limit.Token);
await using var producer = new EventHubProducerClient(broker.ConnectionString, Worker.HubName);
Queue<Process> workers = new([Worker.Start("worker-1", database, broker.ConnectionString), Worker.Start("worker-2", database, broker.ConnectionString)]);
try
{
    for (int part = 1; part <= Kills; part++)
    {
        for (int sent = 0; sent < Published / Kills; sent += 20)
        {
            await producer.SendAsync(Enumerable.Range(0, 20).Select(number => new EventData($"order {number}")), limit.Token);
            await Task.Delay(15, limit.Token);
        }

        await WhenBookedAsync((part * Published / Kills) - (Published / Kills / 2));

        // The elder of the two dies as if by kill -9, in the middle of whatever it does; a new one takes its place.
        Process killed = workers.Dequeue();
        killed.Kill();
        workers.Enqueue(Worker.Start($"worker-{part + 2}", database, broker.ConnectionString));
        Console.WriteLine($"killed one of two processors; {await Ledger.CountAsync(dataSource, limit.Token)} (bookings, events) so far");
    }

    (long Bookings, long Events) ledger = await WhenBookedAsync(Published);
    Console.WriteLine($"published={Published} booked={ledger.Events} lost={Published - ledger.Events} twice={ledger.Bookings - ledger.Events} kills={Kills}");
    return ledger.Bookings == Published ? 0 : 1;
}
finally
{
    foreach (Process worker in workers)
    {
        worker.Kill();
        await worker.WaitForExitAsync(CancellationToken.None);
    }

    await Ledger.DropAsync(dataSource);
}

async Task<(long Bookings, long Events)> WhenBookedAsync(long events)
{
    while (true)
    {
        (long Bookings, long Events) ledger = await Ledger.CountAsync(dataSource, limit.Token);
        if (ledger.Events >= events)
        {
            return ledger;
        }

        await Task.Delay(50, limit.Token);
    }
}
