using System.Globalization;
using Checkpointing;
using Harness;
using Harness.Network;
using Harness.Servers;

namespace Compare.Contest;

/// <summary>A store of this repository.</summary>
internal sealed class StoreContestant : Contestant
{
    private readonly ICheckpointStore[] _clients;
    private readonly string _hub = $"compare-{Guid.NewGuid():n}"[..16];
    private int _groups;

    private StoreContestant(ICheckpointStore[] clients, DistanceProxy? proxy)
        : base(proxy) => _clients = clients;

    public override string Role => Roles.Store;

    private ICheckpointStore Store => _clients[0];

    /// <param name="server">The server.</param>
    /// <param name="connectionString">How the store finds it.</param>
    /// <param name="proxy">The proxy that the connection string leads to, if any.</param>
    public static async Task<StoreContestant> StartAsync(BackendServer server, string connectionString, DistanceProxy? proxy)
    {
        ICheckpointStore[] clients = new ICheckpointStore[Sizes.Lanes];
        for (int claimer = 0; claimer < clients.Length; claimer++)
        {
            clients[claimer] = await server.MakeStoreAsync(connectionString);
        }

        return new StoreContestant(clients, proxy);
    }

    public override async Task<Func<int, Task<TimeSpan>>> PrepareAsync(Operation operation) => operation.Kind switch
    {
        OperationKind.Write => await WriteAsync(partitions: 1),
        OperationKind.WriteMany => await WriteAsync(operation.Partitions),
        OperationKind.WriteSustained => await SustainAsync(),
        OperationKind.Read => await ReadAsync(),
        OperationKind.List => await ListAsync(operation.Partitions),
        OperationKind.FirstClaim => FirstClaim(operation.Partitions),
        OperationKind.Renew => await RenewAsync(operation.Partitions),
        OperationKind.ContendedClaim => await ContendAsync(operation.Partitions),
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation.Kind, "No such operation."),
    };

    public override async ValueTask DisposeAsync()
    {
        await Disposal.AllAsync(_clients);
        await base.DisposeAsync();
    }

    private static OwnershipClaim Claim(string partitionId, string owner, string? version) => new(partitionId, owner, "1", version);

    private static CheckpointWrite Next(PartitionOwnership owned, long sequenceNumber) => new(owned.PartitionId, sequenceNumber, "1048576", owned.Epoch, owned.OwnerId);

    private static void Expect<T>(int count, PartitionResults<T> results)
    {
        if (results.Items.Count != count || results.Faults.Count > 0)
        {
            throw results.Faults is [CheckpointStoreException fault, ..]
                ? fault
                : new InvalidOperationException($"The store answered with {results.Items.Count} records and not with {count}; is another process using its data?");
        }
    }

    private static void ExpectWritten(int count, PartitionResults<CheckpointWriteResult> results)
    {
        Expect(count, results);
        if (results.Items.Any(item => item.Outcome != CheckpointOutcome.Written))
        {
            throw new InvalidOperationException("The store refused a checkpoint that is ahead; is another process using its data?");
        }
    }

    private ConsumerGroup NewGroup() => new("contoso.servicebus.windows.net", _hub, string.Create(CultureInfo.InvariantCulture, $"group-{Interlocked.Increment(ref _groups)}"));

    private async Task<IReadOnlyList<PartitionOwnership>> OwnAsync(ConsumerGroup group, int partitions)
    {
        PartitionResults<PartitionOwnership> owned = await Store.ClaimOwnershipAsync(group, [.. Ids.Of(partitions).Select(id => Claim(id, "processor", null))], default);
        Expect(partitions, owned);
        return owned.Items;
    }

    private async Task<Func<int, Task<TimeSpan>>> WriteAsync(int partitions)
    {
        ConsumerGroup group = NewGroup();
        IReadOnlyList<PartitionOwnership> owned = await OwnAsync(group, partitions);
        long sequenceNumber = await BeginAsync(group, owned);
        return async _ =>
        {
            CheckpointWrite[] writes = [.. owned.Select(record => Next(record, sequenceNumber))];
            sequenceNumber++;
            PartitionResults<CheckpointWriteResult>? results = null;
            TimeSpan time = await TimeAsync(async () => results = await Store.WriteCheckpointsAsync(group, writes, default));
            ExpectWritten(partitions, results!);
            return time;
        };
    }

    private async Task<Func<int, Task<TimeSpan>>> SustainAsync()
    {
        ConsumerGroup group = NewGroup();
        IReadOnlyList<PartitionOwnership> owned = await OwnAsync(group, Sizes.Lanes);
        long first = await BeginAsync(group, owned);
        long[] sequenceNumbers = [.. owned.Select(_ => first)];
        return async lane =>
        {
            CheckpointWrite[] write = [Next(owned[lane], sequenceNumbers[lane]++)];
            PartitionResults<CheckpointWriteResult>? results = null;
            TimeSpan time = await TimeAsync(async () => results = await Store.WriteCheckpointsAsync(group, write, default));
            ExpectWritten(1, results!);
            return time;
        };
    }

    /// <summary>Writes the first checkpoints of new owners. Blob sets its fence up with them, which is not the usual path.</summary>
    /// <returns>The next sequence number.</returns>
    private async Task<long> BeginAsync(ConsumerGroup group, IReadOnlyList<PartitionOwnership> owned)
    {
        const long first = 2;
        for (long sequenceNumber = 0; sequenceNumber < first; sequenceNumber++)
        {
            ExpectWritten(owned.Count, await Store.WriteCheckpointsAsync(group, [.. owned.Select(record => Next(record, sequenceNumber))], default));
        }

        return first;
    }

    private async Task<Func<int, Task<TimeSpan>>> ReadAsync()
    {
        ConsumerGroup group = NewGroup();
        PartitionOwnership owned = (await OwnAsync(group, 1))[0];
        ExpectWritten(1, await Store.WriteCheckpointsAsync(group, [Next(owned, 1)], default));
        return async _ =>
        {
            Checkpoint? found = null;
            TimeSpan time = await TimeAsync(async () => found = await Store.ReadCheckpointAsync(group, owned.PartitionId, default));
            return found is { SequenceNumber: 1 } ? time : throw new InvalidOperationException("The store did not find its checkpoint; is another process using its data?");
        };
    }

    private async Task<Func<int, Task<TimeSpan>>> ListAsync(int partitions)
    {
        ConsumerGroup group = NewGroup();
        await OwnAsync(group, partitions);
        return _ => TimeAsync(async () => Expect(partitions, await Store.ListOwnershipAsync(group, default)));
    }

    private Func<int, Task<TimeSpan>> FirstClaim(int partitions) => async _ =>
    {
        ConsumerGroup group = NewGroup();
        return await TimeAsync(() => OwnAsync(group, partitions));
    };

    private async Task<Func<int, Task<TimeSpan>>> RenewAsync(int partitions)
    {
        ConsumerGroup group = NewGroup();
        IReadOnlyList<PartitionOwnership> held = await OwnAsync(group, partitions);
        return async _ =>
        {
            OwnershipClaim[] claims = [.. held.Select(record => Claim(record.PartitionId, record.OwnerId, record.Version))];
            PartitionResults<PartitionOwnership>? results = null;
            TimeSpan time = await TimeAsync(async () => results = await Store.ClaimOwnershipAsync(group, claims, default));
            Expect(partitions, results!);
            held = results!.Items;
            return time;
        };
    }

    private async Task<Func<int, Task<TimeSpan>>> ContendAsync(int partitions)
    {
        ConsumerGroup group = NewGroup();
        IReadOnlyList<PartitionOwnership> held = await OwnAsync(group, partitions);
        int round = 0;
        return async _ =>
        {
            round++;
            PartitionResults<PartitionOwnership>[] results = new PartitionResults<PartitionOwnership>[_clients.Length];
            OwnershipClaim[][] claims = [.. _clients.Select((_, claimer) => held.Select(record => Claim(record.PartitionId, $"claimer-{round}-{claimer}", record.Version)).ToArray())];
            TimeSpan time = await RaceAsync(async claimer => results[claimer] = await _clients[claimer].ClaimOwnershipAsync(group, claims[claimer], default));
            held = [.. results.SelectMany(result => result.Items)];
            Expect(partitions, new PartitionResults<PartitionOwnership>(held, [.. results.SelectMany(result => result.Faults)]));
            return time;
        };
    }
}
