using Checkpointing.Moving.Checkpoints;

namespace Checkpointing.Moving.Ownership;

/// <summary>
/// Claims in both stores. Whoever knows one store only competes in that one; whoever owns has won in both; so two of any kinds that meet have one store in common that
/// decides between them.
/// </summary>
internal sealed class OwnershipClaims
{
    private readonly MovingPair _pair;
    private readonly Holdings _holdings;
    private readonly FollowerAlignment _alignment;

    public OwnershipClaims(MovingPair pair, Holdings holdings, FollowerAlignment alignment)
    {
        _pair = pair;
        _holdings = holdings;
        _alignment = alignment;
    }

    /// <summary>Takes, renews or relinquishes partitions.</summary>
    public async Task<PartitionResults<PartitionOwnership>> ClaimAsync(
        ConsumerGroup group, IReadOnlyList<OwnershipClaim> claims, CancellationToken cancellationToken)
    {
        GroupHoldings holdings = _holdings.Of(group);
        await holdings.Claims.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            List<PairClaim> kept = [];
            List<PairClaim> taken = [];
            foreach (OwnershipClaim claim in claims)
            {
                Holding? holding = holdings.Of(claim.PartitionId);
                if ((holding is null ? PairVersion.Of(claim.Version) : holding.VersionsFor(claim.Version)) is { } versions)
                {
                    (holding?.IsKeptBy(claim, versions) == true ? kept : taken).Add(new PairClaim(claim, versions));
                }
            }

            var answer = new ClaimAnswer();
            try
            {
                await KeepAsync(group, kept, holdings, answer, cancellationToken).ConfigureAwait(false);
                await TakeAsync(group, taken, holdings, answer, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                // Also when it was cancelled in between: nobody else could have it before it expires.
                await GiveBackAsync(group, answer).ConfigureAwait(false);
            }

            return MovingSide.Results(claims.Count, answer.Items, answer.Faults);
        }
        finally
        {
            holdings.Claims.Release();
        }
    }

    /// <summary>
    /// Renews or gives up what is held: in both at once, also if one does not answer, so that an outage of one store does not let the partition expire in the other.
    /// </summary>
    private async Task KeepAsync(
        ConsumerGroup group, List<PairClaim> claims, GroupHoldings holdings, ClaimAnswer answer, CancellationToken cancellationToken)
    {
        if (claims.Count == 0)
        {
            return;
        }

        (SideClaims from, SideClaims to) = await _pair.BothAsync(side => SideClaims.MakeAsync(
            side, group, claims, versions => side == _pair.From ? versions.From : versions.To, cancellationToken)).ConfigureAwait(false);
        foreach (PairClaim claim in claims)
        {
            Holding before = holdings.Of(claim.PartitionId)!;
            PartitionOwnership? wonFrom = from.Won(claim.PartitionId);
            PartitionOwnership? wonTo = to.Won(claim.PartitionId);
            Holding now = before with
            {
                From = wonFrom is null ? before.From : before.From with { Version = wonFrom.Version },
                To = wonTo is null ? before.To : before.To with { Version = wonTo.Version },
            };

            if (from.IsLost(claim.PartitionId) || to.IsLost(claim.PartitionId))
            {
                holdings.Note(claim.PartitionId, now with { IsOver = true });
                if (!claim.Claim.IsRelinquish)
                {
                    answer.GiveBack(claim.PartitionId, wonFrom?.Version, wonTo?.Version);
                }
            }
            else if (wonFrom is null || wonTo is null)
            {
                holdings.Note(claim.PartitionId, now);
                answer.Faults.Add((from.Fault(claim.PartitionId) ?? to.Fault(claim.PartitionId))!);
            }
            else
            {
                now = now with { Version = new PairVersion(wonFrom.Version, wonTo.Version).ToString(), IsOver = claim.Claim.IsRelinquish };
                holdings.Note(claim.PartitionId, now);
                answer.Won(wonFrom, wonTo, now, _pair.Leader);
            }
        }
    }

    /// <summary>Takes what is not held: in the store to move from first, always, so that no two win one store each and lose the other.</summary>
    private async Task TakeAsync(
        ConsumerGroup group, List<PairClaim> claims, GroupHoldings holdings, ClaimAnswer answer, CancellationToken cancellationToken)
    {
        SideClaims from = await SideClaims.MakeAsync(_pair.From, group, claims, versions => versions.From, cancellationToken).ConfigureAwait(false);
        answer.Faults.AddRange(claims.Select(claim => from.Fault(claim.PartitionId)).OfType<CheckpointStoreException>());
        List<PairClaim> second = claims.FindAll(claim => from.Won(claim.PartitionId) is not null);
        foreach (PairClaim claim in second.Where(claim => !claim.Claim.IsRelinquish))
        {
            answer.GiveBack(claim.PartitionId, from.Won(claim.PartitionId)!.Version, toVersion: null);
        }

        SideClaims to = await SideClaims.MakeAsync(_pair.To, group, second, versions => versions.To, cancellationToken).ConfigureAwait(false);
        answer.Faults.AddRange(second.Select(claim => to.Fault(claim.PartitionId)).OfType<CheckpointStoreException>());
        List<TakenPartition> taken = [];
        foreach (PairClaim claim in second)
        {
            PartitionOwnership wonFrom = from.Won(claim.PartitionId)!;
            PartitionOwnership? wonTo = to.Won(claim.PartitionId);
            if (claim.Claim.IsRelinquish)
            {
                holdings.End(claim.PartitionId);
                if (wonTo is not null)
                {
                    answer.Items.Add(OwnershipView.Combine(wonFrom, wonTo, _pair.Leader, holding: null));
                }
            }
            else if (wonTo is not null)
            {
                answer.GiveBack(claim.PartitionId, wonFrom.Version, wonTo.Version);
                taken.Add(new TakenPartition(claim.Claim, wonFrom, wonTo));
            }
        }

        await SettleAsync(group, taken, holdings, answer, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Has the following store's checkpoints follow before anybody begins; where it has to be set back, the partition is to be claimed once more.</summary>
    private async Task SettleAsync(
        ConsumerGroup group, List<TakenPartition> taken, GroupHoldings holdings, ClaimAnswer answer, CancellationToken cancellationToken)
    {
        Dictionary<string, CheckpointStoreException?> failed = await _alignment.AlignAsync(group, taken, cancellationToken).ConfigureAwait(false);
        foreach (TakenPartition partition in taken)
        {
            var holding = new Holding(
                partition.Claim.OwnerId,
                partition.Claim.OwnerInstance,
                new PairVersion(partition.From.Version, partition.To.Version).ToString(),
                new HeldRecord(partition.From.Version, partition.From.Epoch),
                new HeldRecord(partition.To.Version, partition.To.Epoch));
            bool isSettled = !failed.TryGetValue(partition.PartitionId, out CheckpointStoreException? fault);
            holdings.Note(partition.PartitionId, holding with { IsOver = !isSettled });
            if (isSettled)
            {
                answer.Keep(partition.PartitionId);
                answer.Won(partition.From, partition.To, holding, _pair.Leader);
            }
            else if (fault is not null)
            {
                answer.Faults.Add(fault);
            }
        }
    }

    /// <summary>Gives back what is of no use. Whatever hinders it, the records expire like those of a process that died.</summary>
    private async Task GiveBackAsync(ConsumerGroup group, ClaimAnswer answer)
    {
        await GiveBackAsync(_pair.From, group, answer.GiveBackFrom).ConfigureAwait(false);
        await GiveBackAsync(_pair.To, group, answer.GiveBackTo).ConfigureAwait(false);
    }

    private static Task<PartitionResults<PartitionOwnership>> GiveBackAsync(MovingSide side, ConsumerGroup group, Dictionary<string, string> versions) => side.CallAsync(
        versions.Keys,
        store => store.ClaimOwnershipAsync(
            group, [.. versions.Select(version => new OwnershipClaim(version.Key, "", "", version.Value))], CancellationToken.None));
}
