namespace Checkpointing.Moving;

/// <summary>Finds what the two stores want, and what the next step of a move has to wait for: partitions that no process has taken that knows both.</summary>
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

        if (!findings.Exists(finding => finding.IsError))
        {
            HashSet<ConsumerGroup> groups = [];
            foreach (ICheckpointStoreOperator store in new[] { _pair.From.Store, _pair.To.Store }.OfType<ICheckpointStoreOperator>())
            {
                groups.UnionWith(await store.ListGroupsAsync(cancellationToken).ConfigureAwait(false));
            }

            foreach (ConsumerGroup group in groups.OrderBy(group => group.ToString(), StringComparer.Ordinal))
            {
                await AddAsync(group, findings, cancellationToken).ConfigureAwait(false);
            }
        }

        return findings;
    }

    private async Task AddAsync(ConsumerGroup group, List<StoreFinding> findings, CancellationToken cancellationToken)
    {
        (PartitionResults<PartitionOwnership> from, PartitionResults<PartitionOwnership> to) =
            await _pair.BothAsync(side => side.Store.ListOwnershipAsync(group, cancellationToken)).ConfigureAwait(false);
        Dictionary<string, string> fromOwners = Owners(from);
        Dictionary<string, string> toOwners = Owners(to);
        AddAlone(group, fromOwners, toOwners, _pair.From, findings);
        AddAlone(group, toOwners, fromOwners, _pair.To, findings);

        (PartitionResults<Checkpoint> fromRead, PartitionResults<Checkpoint> toRead) =
            await _pair.BothAsync(side => side.Store.ListCheckpointsAsync(group, cancellationToken)).ConfigureAwait(false);
        Dictionary<string, long?> fromPositions = Positions(fromRead);
        Dictionary<string, long?> toPositions = Positions(toRead);

        // Who holds a partition in both has copied its checkpoint, and writes to both.
        string[] different =
        [
            .. fromPositions.Keys.Union(toPositions.Keys, StringComparer.Ordinal).Where(partitionId =>
                !(fromOwners.TryGetValue(partitionId, out string? owner) && toOwners.GetValueOrDefault(partitionId) == owner)
                && fromPositions.GetValueOrDefault(partitionId) != toPositions.GetValueOrDefault(partitionId)),
        ];
        if (different.Length > 0)
        {
            findings.Add(new StoreFinding(
                IsError: false,
                $"{group}: the two stores have different checkpoints for {Partitions(different)}, held by nobody in both. The next step of the move has to wait until a process of this one has taken them."));
        }
    }

    /// <summary>Those who hold something, by partition.</summary>
    private static Dictionary<string, string> Owners(PartitionResults<PartitionOwnership> records) => records.Items
        .Where(record => record.OwnerId.Length > 0)
        .ToDictionary(record => record.PartitionId, record => record.OwnerId, StringComparer.Ordinal);

    private static Dictionary<string, long?> Positions(PartitionResults<Checkpoint> checkpoints) =>
        checkpoints.Items.ToDictionary(checkpoint => checkpoint.PartitionId, checkpoint => checkpoint.SequenceNumber, StringComparer.Ordinal);

    private static void AddAlone(
        ConsumerGroup group, Dictionary<string, string> here, Dictionary<string, string> there, MovingSide side, List<StoreFinding> findings)
    {
        foreach (IGrouping<string, string> owner in here
            .Where(held => there.GetValueOrDefault(held.Key) != held.Value)
            .GroupBy(held => held.Value, held => held.Key, StringComparer.Ordinal))
        {
            findings.Add(new StoreFinding(
                IsError: false,
                $"{group}: '{owner.Key}' holds {Partitions(owner)} in {side} alone. It knows that store only, or died, or has taken them just now. The next step of the move has to wait until a process of this one has taken them."));
        }
    }

    private static string Partitions(IEnumerable<string> partitionIds)
    {
        string[] sorted = [.. partitionIds.OrderBy(partitionId => partitionId.Length).ThenBy(partitionId => partitionId, StringComparer.Ordinal)];
        string named = string.Join(", ", sorted.Take(Named));
        return sorted.Length == 1 ? $"partition {named}" : sorted.Length <= Named ? $"partitions {named}" : $"{sorted.Length} partitions ({named}, …)";
    }
}
