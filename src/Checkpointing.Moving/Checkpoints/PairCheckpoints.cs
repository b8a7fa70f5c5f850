using Checkpointing.Moving.Ownership;

namespace Checkpointing.Moving.Checkpoints;

/// <summary>Reads the leading store's checkpoints and writes both stores'. An epoch that was won in both is two epochs, and each store is given its own.</summary>
internal sealed class PairCheckpoints
{
    private readonly MovingPair _pair;
    private readonly Holdings _holdings;

    public PairCheckpoints(MovingPair pair, Holdings holdings)
    {
        _pair = pair;
        _holdings = holdings;
    }

    /// <summary>Reads one checkpoint.</summary>
    public async Task<Checkpoint?> ReadAsync(ConsumerGroup group, string partitionId, CancellationToken cancellationToken)
    {
        Checkpoint? read = await _pair.Leading.Store.ReadCheckpointAsync(group, partitionId, cancellationToken).ConfigureAwait(false);
        if (read is null && _pair.ReadsThrough)
        {
            read = await _pair.Following.Store.ReadCheckpointAsync(group, partitionId, cancellationToken).ConfigureAwait(false);
        }

        return read is null ? null : WithoutEpoch(read);
    }

    /// <summary>Lists the checkpoints of a group.</summary>
    public async Task<PartitionResults<Checkpoint>> ListAsync(ConsumerGroup group, CancellationToken cancellationToken)
    {
        PartitionResults<Checkpoint> leading = await _pair.Leading.Store.ListCheckpointsAsync(group, cancellationToken).ConfigureAwait(false);
        List<Checkpoint> items = [.. leading.Items.Select(WithoutEpoch)];
        List<CheckpointStoreException> faults = [.. leading.Faults];
        if (_pair.ReadsThrough)
        {
            HashSet<string?> known = new([.. items.Select(item => item.PartitionId), .. faults.Select(fault => fault.PartitionId)], StringComparer.Ordinal);
            PartitionResults<Checkpoint> following = await _pair.Following.Store.ListCheckpointsAsync(group, cancellationToken).ConfigureAwait(false);
            items.AddRange(following.Items.Where(item => !known.Contains(item.PartitionId)).Select(WithoutEpoch));
            faults.AddRange(following.Faults.Where(fault => !known.Contains(fault.PartitionId)));
        }

        return new PartitionResults<Checkpoint>(items, faults);
    }

    /// <summary>
    /// Writes to the leading store, and then to the other one: it is never ahead. Written is what stands in both; what only the leading one has taken is a fault, and the
    /// next write makes up for it.
    /// </summary>
    public async Task<PartitionResults<CheckpointWriteResult>> WriteAsync(
        ConsumerGroup group, IReadOnlyList<CheckpointWrite> writes, CancellationToken cancellationToken)
    {
        GroupHoldings holdings = _holdings.Of(group);
        List<CheckpointWriteResult> items = [];
        List<CheckpointWrite> leading = [];
        Dictionary<string, CheckpointWrite> following = new(StringComparer.Ordinal);
        foreach (CheckpointWrite write in writes)
        {
            Holding? holding = holdings.Of(write.PartitionId);
            if (write.Epoch != (holding?.Epoch ?? 0))
            {
                items.Add(new CheckpointWriteResult(write.PartitionId, CheckpointOutcome.Fenced));
                continue;
            }

            leading.Add(write with { Epoch = EpochIn(_pair.Leading, holding) });
            following.Add(write.PartitionId, write with { Epoch = EpochIn(_pair.Following, holding) });
        }

        PartitionResults<CheckpointWriteResult> first = await WriteAsync(_pair.Leading, group, leading, mayHaveBeenApplied: false, cancellationToken).ConfigureAwait(false);
        items.AddRange(first.Items.Where(result => result.Outcome == CheckpointOutcome.Fenced));
        Dictionary<string, CheckpointOutcome> outcomes = first.Items.Where(result => result.Outcome != CheckpointOutcome.Fenced)
            .ToDictionary(result => result.PartitionId, result => result.Outcome, StringComparer.Ordinal);
        PartitionResults<CheckpointWriteResult> second = await WriteAsync(
            _pair.Following, group, [.. outcomes.Keys.Select(partitionId => following[partitionId])], mayHaveBeenApplied: true, cancellationToken).ConfigureAwait(false);
        items.AddRange(second.Items.Select(result => result with { Outcome = Both(outcomes[result.PartitionId], result.Outcome) }));
        return MovingSide.Results(writes.Count, items, [.. first.Faults, .. second.Faults]);
    }

    private static Checkpoint WithoutEpoch(Checkpoint checkpoint) => checkpoint with { Epoch = 0 };

    /// <remarks>Stale in one and written in the other is a write that an earlier one has begun.</remarks>
    private static CheckpointOutcome Both(CheckpointOutcome leading, CheckpointOutcome following) => following switch
    {
        CheckpointOutcome.Fenced => CheckpointOutcome.Fenced,
        CheckpointOutcome.Stale => leading,
        _ => CheckpointOutcome.Written,
    };

    private static Task<PartitionResults<CheckpointWriteResult>> WriteAsync(
        MovingSide side, ConsumerGroup group, List<CheckpointWrite> writes, bool mayHaveBeenApplied, CancellationToken cancellationToken) => side.CallAsync(
        [.. writes.Select(write => write.PartitionId)], store => store.WriteCheckpointsAsync(group, writes, cancellationToken), mayHaveBeenApplied);

    private long EpochIn(MovingSide side, Holding? holding) => holding is null ? 0 : side == _pair.From ? holding.From.Epoch : holding.To.Epoch;
}
