using Checkpointing.Memory;
using Checkpointing.Tests.Services;

namespace Checkpointing.Moving.Tests.Pairs;

/// <summary>Two stores in memory, the pair of them that a test is about, and what a process sees that knows one of them only.</summary>
internal sealed class PairScene
{
    public const string Partition = "0";

    public static readonly ConsumerGroup Group = new("contoso.servicebus.windows.net", "orders", "billing");

    public PairScene(MovingLeader leader)
    {
        From = new FaultyStore(Old.CreateClient());
        To = new FaultyStore(New.CreateClient());
        Pair = new MovingCheckpointStore(From, To, leader, logger: Log);
    }

    /// <summary>The old store, as a process sees it that knows no other.</summary>
    public InMemoryCheckpointStore Old { get; } = new();

    /// <summary>The new store, as a process sees it that knows no other.</summary>
    public InMemoryCheckpointStore New { get; } = new();

    /// <summary>The old store as the pair sees it.</summary>
    public FaultyStore From { get; }

    /// <summary>The new store as the pair sees it.</summary>
    public FaultyStore To { get; }

    public RecordingLogger<MovingCheckpointStore> Log { get; } = new();

    public MovingCheckpointStore Pair { get; }

    /// <summary>Another process with both stores.</summary>
    public MovingCheckpointStore Another(MovingLeader leader) => new(Old.CreateClient(), New.CreateClient(), leader);

    public static async Task<PartitionOwnership?> ClaimAsync(ICheckpointStore store, string owner, string? version = null, string instance = "1")
    {
        PartitionResults<PartitionOwnership> results = await store.ClaimOwnershipAsync(Group, [new OwnershipClaim(Partition, owner, instance, version)], default);
        results.Faults.ShouldBeEmpty();
        return results.Items.SingleOrDefault();
    }

    /// <summary>Claims a partition with the version that the list shows, as a processor does.</summary>
    public static async Task<PartitionOwnership?> TakeAsync(ICheckpointStore store, string owner) => await ClaimAsync(store, owner, (await OwnerAsync(store))?.Version);

    public static async Task<PartitionOwnership?> OwnerAsync(ICheckpointStore store) => (await store.ListOwnershipAsync(Group, default)).Items.SingleOrDefault();

    public static async Task<CheckpointOutcome> WriteAsync(ICheckpointStore store, long position, long epoch)
    {
        PartitionResults<CheckpointWriteResult> results = await store.WriteCheckpointsAsync(Group, [new CheckpointWrite(Partition, position, null, epoch, "w")], default);
        results.Faults.ShouldBeEmpty();
        return results.Items.Single().Outcome;
    }

    public static async Task<long?> PositionAsync(ICheckpointStore store) => (await store.ReadCheckpointAsync(Group, Partition, default))?.SequenceNumber;

    public static async Task RewindAsync(ICheckpointStoreOperator store, long? position) =>
        (await store.RewindAsync(Group, [new PartitionRewind(Partition, position, null, "operator")], default)).Faults.ShouldBeEmpty();
}
