namespace Checkpointing.Moving;

/// <summary>Finds what the two stores want, and what stands in the way of the next step of a move: processes that know one store only, and positions that differ.</summary>
internal sealed class MovingFindings
{
    /// <summary>So many partitions are named; of more the number is told.</summary>
    private const int Named = 10;

    private readonly MovingPair _pair;

    public MovingFindings(MovingPair pair) => _pair = pair;

    /// <summary>Looks, and changes nothing.</summary>
    public async Task<IReadOnlyList<StoreFinding>> FindAsync(CancellationToken cancellationToken)
    {
        List<StoreFinding> findings = [];
        foreach (MovingSide side in new[] { _pair.From, _pair.To })
        {
            if (side.Store is ICheckpointStoreProvisioner store)
            {
                findings.AddRange((await store.VerifyAsync(cancellationToken).ConfigureAwait(false)).Select(finding => finding with { Message = $"{side}: {finding.Message}" }));
            }
        }

        if (_pair.Leading.Store is ICheckpointStoreOperator known && !findings.Exists(finding => finding.IsError))
        {
            foreach (ConsumerGroup group in await known.ListGroupsAsync(cancellationToken).ConfigureAwait(false))
            {
                await AddOwnersAsync(group, findings, cancellationToken).ConfigureAwait(false);
                await AddPositionsAsync(group, findings, cancellationToken).ConfigureAwait(false);
            }
        }

        return findings;
    }

    private async Task AddOwnersAsync(ConsumerGroup group, List<StoreFinding> findings, CancellationToken cancellationToken)
    {
        (PartitionResults<PartitionOwnership> from, PartitionResults<PartitionOwnership> to) =
            await _pair.BothAsync(side => side.Store.ListOwnershipAsync(group, cancellationToken)).ConfigureAwait(false);
        AddOwners(group, from, to, _pair.From, findings);
        AddOwners(group, to, from, _pair.To, findings);
    }

    private static void AddOwners(
        ConsumerGroup group, PartitionResults<PartitionOwnership> here, PartitionResults<PartitionOwnership> there, MovingSide side, List<StoreFinding> findings)
    {
        Dictionary<string, string> others = there.Items.ToDictionary(record => record.PartitionId, record => record.OwnerId, StringComparer.Ordinal);
        foreach (IGrouping<string, string> owner in here.Items
            .Where(record => record.OwnerId.Length > 0 && others.GetValueOrDefault(record.PartitionId) != record.OwnerId)
            .GroupBy(record => record.OwnerId, record => record.PartitionId, StringComparer.Ordinal))
        {
            findings.Add(new StoreFinding(
                IsError: false,
                $"{group}: '{owner.Key}' holds {Partitions(owner)} in {side} alone. If it still runs, it knows that store only, or has taken them just now: the next step of the move has to wait for it."));
        }
    }

    private async Task AddPositionsAsync(ConsumerGroup group, List<StoreFinding> findings, CancellationToken cancellationToken)
    {
        (PartitionResults<Checkpoint> from, PartitionResults<Checkpoint> to) =
            await _pair.BothAsync(side => side.Store.ListCheckpointsAsync(group, cancellationToken)).ConfigureAwait(false);
        Dictionary<string, long?> behind = to.Items.ToDictionary(checkpoint => checkpoint.PartitionId, checkpoint => checkpoint.SequenceNumber, StringComparer.Ordinal);
        string[] different =
        [
            .. from.Items.Where(checkpoint => behind.GetValueOrDefault(checkpoint.PartitionId) != checkpoint.SequenceNumber).Select(checkpoint => checkpoint.PartitionId),
            .. to.Items.Where(checkpoint => from.Items.All(other => other.PartitionId != checkpoint.PartitionId)).Select(checkpoint => checkpoint.PartitionId),
        ];
        if (different.Length > 0)
        {
            findings.Add(new StoreFinding(
                IsError: false,
                $"{group}: the two stores have different checkpoints for {Partitions(different)}. Where events come in, they differ for moments; where none do, nobody has taken the partition since the move has begun."));
        }
    }

    private static string Partitions(IEnumerable<string> partitionIds)
    {
        string[] sorted = [.. partitionIds.OrderBy(partitionId => partitionId.Length).ThenBy(partitionId => partitionId, StringComparer.Ordinal)];
        string named = string.Join(", ", sorted.Take(Named));
        return sorted.Length == 1 ? $"partition {named}" : sorted.Length <= Named ? $"partitions {named}" : $"{sorted.Length} partitions ({named}, …)";
    }
}
