using Checkpointing;

namespace Processor.Tests.Support;

/// <summary>A store in front of another one that records the order of calls, and lets a test fail, hold or change each of them.</summary>
internal sealed class ControlledStore(ICheckpointStore inner) : ICheckpointStore, IOwnershipRequestStore
{
    private readonly List<string> _calls = [];

    /// <summary>Whether requests are passed on; a test may say that they are not.</summary>
    public bool HoldsRequests { get; set; } = inner is IOwnershipRequestStore { HoldsRequests: true };

    /// <summary>Whether records tell the start of the owner's process; a test may say that they do not, as on Blob.</summary>
    public bool KeepsInstances { get; set; } = true;

    /// <summary>Runs before a call reaches the store; what it throws is what the caller gets.</summary>
    public Func<StoreOperation, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>Runs after the store has done its work; what it throws is what the caller gets.</summary>
    public Func<StoreOperation, Task> After { get; set; } = _ => Task.CompletedTask;

    /// <summary>Runs before the checkpoint of a partition is read; what it throws is what the caller gets. At a start the SDK asks for that of "-1".</summary>
    public Func<string, Task> BeforeRead { get; set; } = _ => Task.CompletedTask;

    /// <summary>Changes the answer to a claim.</summary>
    public Func<PartitionResults<PartitionOwnership>, PartitionResults<PartitionOwnership>> Claimed { get; set; } = results => results;

    /// <summary>Changes the answer to a list.</summary>
    public Func<PartitionResults<PartitionOwnership>, PartitionResults<PartitionOwnership>> Listed { get; set; } = results => results;

    /// <summary>Changes the answer to a write.</summary>
    public Func<PartitionResults<CheckpointWriteResult>, PartitionResults<CheckpointWriteResult>> Wrote { get; set; } = results => results;

    /// <summary>The calls so far: "list", "claim 0,1", "release 0", "read 0", "write 0@17", in the order in which they were finished.</summary>
    public string[] Calls
    {
        get
        {
            lock (_calls)
            {
                return [.. _calls];
            }
        }
    }

    public static CheckpointStoreException Fault(StoreOperation operation, string? partitionId = null, bool isTransient = true) =>
        new(operation, TestProcessor.TheGroup, partitionId, "scripted", isTransient);

    public async Task<PartitionResults<PartitionOwnership>> ListOwnershipAsync(ConsumerGroup group, CancellationToken cancellationToken) =>
        Listed(Kept(await RunAsync(StoreOperation.ListOwnership, "list", () => inner.ListOwnershipAsync(group, cancellationToken))));

    public async Task<PartitionResults<PartitionOwnership>> ClaimOwnershipAsync(
        ConsumerGroup group, IReadOnlyList<OwnershipClaim> claims, CancellationToken cancellationToken) => Claimed(Kept(await RunAsync(
        StoreOperation.ClaimOwnership,
        $"{(claims.Any(claim => claim.IsRelinquish) ? "release" : "claim")} {string.Join(',', claims.Select(claim => claim.PartitionId).Order())}",
        () => inner.ClaimOwnershipAsync(group, claims, cancellationToken))));

    public Task<PartitionResults<PartitionOwnership>> RequestOwnershipAsync(
        ConsumerGroup group, IReadOnlyList<OwnershipRequest> requests, CancellationToken cancellationToken) => RunAsync(
        StoreOperation.RequestOwnership,
        $"request {string.Join(',', requests.Select(request => request.PartitionId).Order())}",
        () => ((IOwnershipRequestStore)inner).RequestOwnershipAsync(group, requests, cancellationToken));

    public async Task<Checkpoint?> ReadCheckpointAsync(ConsumerGroup group, string partitionId, CancellationToken cancellationToken)
    {
        await BeforeRead(partitionId);
        return await RunAsync(StoreOperation.ReadCheckpoint, $"read {partitionId}", () => inner.ReadCheckpointAsync(group, partitionId, cancellationToken));
    }

    public Task<PartitionResults<Checkpoint>> ListCheckpointsAsync(ConsumerGroup group, CancellationToken cancellationToken) =>
        RunAsync(StoreOperation.ListCheckpoints, "checkpoints", () => inner.ListCheckpointsAsync(group, cancellationToken));

    public async Task<PartitionResults<CheckpointWriteResult>> WriteCheckpointsAsync(
        ConsumerGroup group, IReadOnlyList<CheckpointWrite> writes, CancellationToken cancellationToken) => Wrote(await RunAsync(
        StoreOperation.WriteCheckpoints,
        $"write {string.Join(',', writes.Select(write => $"{write.PartitionId}@{write.SequenceNumber}").Order())}",
        () => inner.WriteCheckpointsAsync(group, writes, cancellationToken)));

    private PartitionResults<PartitionOwnership> Kept(PartitionResults<PartitionOwnership> results) =>
        KeepsInstances ? results : results with { Items = [.. results.Items.Select(record => record with { OwnerInstance = null })] };

    private async Task<T> RunAsync<T>(StoreOperation operation, string call, Func<Task<T>> run)
    {
        await Before(operation);
        T result = await run();
        lock (_calls)
        {
            _calls.Add(call);
        }

        await After(operation);
        return result;
    }
}
