namespace Checkpointing.Abstractions.Tests.Writing;

/// <summary>A store whose writes a test answers, and which checks at each call what a writer promises: one call at a time, one write per partition.</summary>
internal sealed class ScriptedStore : ICheckpointStore
{
    private readonly Func<IReadOnlyList<CheckpointWrite>, Task<PartitionResults<CheckpointWriteResult>>> _answer;
    private int _underWay;

    public ScriptedStore(Func<IReadOnlyList<CheckpointWrite>, Task<PartitionResults<CheckpointWriteResult>>> answer) => _answer = answer;

    public List<CheckpointWrite[]> Calls { get; } = [];

    public bool Overlapped { get; private set; }

    public async Task<PartitionResults<CheckpointWriteResult>> WriteCheckpointsAsync(
        ConsumerGroup group, IReadOnlyList<CheckpointWrite> writes, CancellationToken cancellationToken)
    {
        Overlapped |= Interlocked.Increment(ref _underWay) > 1;
        try
        {
            lock (Calls)
            {
                Calls.Add([.. writes]);
            }

            return await _answer(writes);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    public Task<PartitionResults<PartitionOwnership>> ListOwnershipAsync(ConsumerGroup group, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<PartitionResults<PartitionOwnership>> ClaimOwnershipAsync(
        ConsumerGroup group, IReadOnlyList<OwnershipClaim> claims, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Checkpoint?> ReadCheckpointAsync(ConsumerGroup group, string partitionId, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<PartitionResults<Checkpoint>> ListCheckpointsAsync(ConsumerGroup group, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
