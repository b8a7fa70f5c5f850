using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Processor;
using Azure.Storage.Blobs;
using Compare.Rival;
using Harness.Network;

namespace Compare.Contest;

/// <summary>Microsoft's algorithm.</summary>
internal sealed class RivalContestant : Contestant
{
    private const string Namespace = "contoso.servicebus.windows.net";

    private readonly BlobContainerClient _container;
    private readonly MicrosoftBlobStore _store;
    private int _groups;

    private RivalContestant(BlobContainerClient container, DistanceProxy? proxy)
        : base(proxy)
    {
        _container = container;
        _store = new MicrosoftBlobStore(container);
    }

    public override string Role => Roles.Rival;

    /// <param name="connectionString">How it finds the blob service.</param>
    /// <param name="proxy">The proxy that the connection string leads to, if any.</param>
    public static async Task<RivalContestant> StartAsync(string connectionString, DistanceProxy? proxy)
    {
        BlobContainerClient container = new(connectionString, $"rival-{Guid.NewGuid():n}");
        await container.CreateIfNotExistsAsync();
        return new RivalContestant(container, proxy);
    }

    public override async Task<Func<int, Task<TimeSpan>>> PrepareAsync(Operation operation)
    {
        string group = NewGroup();
        string[] partitions = Ids.Of(Math.Max(operation.Partitions, operation.Lanes));
        long sequenceNumber = 0;
        switch (operation.Kind)
        {
            case OperationKind.Write or OperationKind.WriteSustained:
                return lane => TimeAsync(() => UpdateAsync(group, partitions[lane], Interlocked.Increment(ref sequenceNumber)));
            case OperationKind.WriteMany:
                // Each partition's task updates its own.
                return _ => TimeAsync(() => Task.WhenAll(partitions.Select(partition => UpdateAsync(group, partition, Interlocked.Increment(ref sequenceNumber)))));
            case OperationKind.Read:
                await UpdateAsync(group, partitions[0], 1);
                return _ => TimeAsync(async () => Expect(1, [await _store.GetCheckpointAsync(Namespace, "compare", group, partitions[0], default)]));
            case OperationKind.List:
                await ClaimAsync(Claims(group, partitions, "processor"));
                return _ => TimeAsync(async () => Expect(partitions.Length, await _store.ListOwnershipAsync(Namespace, "compare", group, default)));
            case OperationKind.FirstClaim:
                return _ => TimeAsync(() => ClaimAsync(Claims(NewGroup(), partitions, "processor")));
            case OperationKind.Renew:
                EventProcessorPartitionOwnership[] held = Claims(group, partitions, "processor");
                await ClaimAsync(held);
                return _ => TimeAsync(() => ClaimAsync(held));
            case OperationKind.ContendedClaim:
                return await ContendAsync(group, partitions);
            default:
                throw new ArgumentOutOfRangeException(nameof(operation), operation.Kind, "No such operation.");
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await _container.DeleteIfExistsAsync();
        await base.DisposeAsync();
    }

    private static void Expect(int count, IEnumerable<object?> records)
    {
        if (records.Count(record => record is not null) != count)
        {
            throw new InvalidOperationException("The blob service answered otherwise than expected; is another process using its data?");
        }
    }

    private static EventProcessorPartitionOwnership[] Claims(string group, IEnumerable<string> partitions, string owner, Dictionary<string, string>? versions = null) =>
    [
        .. partitions.Select(partition => new EventProcessorPartitionOwnership
        {
            FullyQualifiedNamespace = Namespace,
            EventHubName = "compare",
            ConsumerGroup = group,
            PartitionId = partition,
            OwnerIdentifier = owner,
            Version = versions?[partition],
        }),
    ];

    private string NewGroup() => FormattableString.Invariant($"group-{Interlocked.Increment(ref _groups)}");

    private async Task ClaimAsync(EventProcessorPartitionOwnership[] claims) => Expect(claims.Length, await _store.ClaimOwnershipAsync(claims, default));

    private Task UpdateAsync(string group, string partition, long sequenceNumber) =>
        _store.UpdateCheckpointAsync(Namespace, "compare", group, partition, "processor", new CheckpointPosition("1048576", sequenceNumber), default);

    private async Task<Func<int, Task<TimeSpan>>> ContendAsync(string group, string[] partitions)
    {
        EventProcessorPartitionOwnership[] first = Claims(group, partitions, "processor");
        await ClaimAsync(first);
        Dictionary<string, string> versions = first.ToDictionary(record => record.PartitionId, record => record.Version);
        return async _ =>
        {
            EventProcessorPartitionOwnership[][] claims = [.. Enumerable.Range(0, Sizes.Lanes).Select(claimer => Claims(group, partitions, $"claimer-{claimer}", versions))];
            var won = new IEnumerable<EventProcessorPartitionOwnership>[claims.Length];
            TimeSpan time = await RaceAsync(async claimer => won[claimer] = await _store.ClaimOwnershipAsync(claims[claimer], default));
            versions = won.SelectMany(records => records).ToDictionary(record => record.PartitionId, record => record.Version);
            Expect(partitions.Length, won.SelectMany(records => records));
            return time;
        };
    }
}
