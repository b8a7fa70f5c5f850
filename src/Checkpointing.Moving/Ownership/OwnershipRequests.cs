namespace Checkpointing.Moving.Ownership;

/// <summary>Lists ownership, and notes requests wherever they can be held.</summary>
internal sealed class OwnershipRequests
{
    private readonly MovingPair _pair;
    private readonly Holdings _holdings;
    private readonly TimeProvider _timeProvider;

    public OwnershipRequests(MovingPair pair, Holdings holdings, TimeProvider timeProvider)
    {
        _pair = pair;
        _holdings = holdings;
        _timeProvider = timeProvider;
    }

    /// <summary>Lists the ownership of a group: one record for each partition of which either store has one.</summary>
    public async Task<PartitionResults<PartitionOwnership>> ListAsync(ConsumerGroup group, CancellationToken cancellationToken)
    {
        GroupHoldings holdings = _holdings.Of(group);
        (PartitionResults<PartitionOwnership> from, PartitionResults<PartitionOwnership> to) =
            await _pair.BothAsync(side => side.Store.ListOwnershipAsync(group, cancellationToken)).ConfigureAwait(false);
        List<CheckpointStoreException> faults = [.. from.Faults.Concat(to.Faults).DistinctBy(fault => fault.PartitionId, StringComparer.Ordinal)];
        HashSet<string?> unreadable = new(faults.Select(fault => fault.PartitionId), StringComparer.Ordinal);
        Dictionary<string, PartitionOwnership> second = to.Items.ToDictionary(record => record.PartitionId, StringComparer.Ordinal);
        List<PartitionOwnership> items = new(Math.Max(from.Items.Count, to.Items.Count));
        foreach (PartitionOwnership record in from.Items)
        {
            second.Remove(record.PartitionId, out PartitionOwnership? other);
            items.Add(OwnershipView.Combine(record, other, _pair.Leader, holdings.Of(record.PartitionId)));
        }

        items.AddRange(second.Values.Select(record => OwnershipView.Combine(from: null, record, _pair.Leader, holdings.Of(record.PartitionId))));
        return new PartitionResults<PartitionOwnership>(unreadable.Count == 0 ? items : items.FindAll(item => !unreadable.Contains(item.PartitionId)), faults);
    }

    /// <summary>
    /// Notes requests in each store that holds them. An owner who knows only a store that holds none cannot hear; for the one who asks that is an owner who does not answer,
    /// so the request counts as noted, and he waits no longer than for anybody else.
    /// </summary>
    public async Task<PartitionResults<PartitionOwnership>> RequestAsync(
        ConsumerGroup group, IReadOnlyList<OwnershipRequest> requests, CancellationToken cancellationToken)
    {
        if (requests.Count == 0)
        {
            return new PartitionResults<PartitionOwnership>([], []);
        }

        Dictionary<string, PartitionOwnership> noted = new(StringComparer.Ordinal);
        Dictionary<string, CheckpointStoreException> faults = new(StringComparer.Ordinal);
        foreach (MovingSide side in new[] { _pair.From, _pair.To }.Where(side => side.Requests is not null))
        {
            PartitionResults<PartitionOwnership> results = await side.CallAsync(
                [.. requests.Select(request => request.PartitionId)], _ => side.Requests!.RequestOwnershipAsync(group, requests, cancellationToken)).ConfigureAwait(false);
            foreach (PartitionOwnership record in results.Items)
            {
                noted[record.PartitionId] = record;
            }

            foreach (CheckpointStoreException fault in results.Faults)
            {
                faults[fault.PartitionId!] = fault;
            }
        }

        bool areAllHeard = _pair.From.Requests is not null && _pair.To.Requests is not null;
        PartitionResults<PartitionOwnership> listed = await ListAsync(group, cancellationToken).ConfigureAwait(false);
        Dictionary<string, OwnershipRequest> wanted = requests.ToDictionary(request => request.PartitionId, StringComparer.Ordinal);
        List<PartitionOwnership> items = [];
        foreach (PartitionOwnership record in listed.Items)
        {
            if (wanted.TryGetValue(record.PartitionId, out OwnershipRequest request) && !faults.ContainsKey(record.PartitionId) && record.OwnerId == request.OwnerId
                && (noted.ContainsKey(record.PartitionId) || !areAllHeard))
            {
                items.Add(record with
                {
                    RequestedBy = request.RequestedBy,
                    RequestedAt = noted.GetValueOrDefault(record.PartitionId)?.RequestedAt ?? _timeProvider.GetUtcNow(),
                });
            }
        }

        return MovingSide.Results(requests.Count, items, [.. faults.Values]);
    }
}
