using System.Collections.Concurrent;
using Checkpointing.Processor.Telemetry;
using Microsoft.Extensions.Logging;

namespace Checkpointing.Processor.Ownership;

/// <summary>The claim calls that reach the store, and what is known after each: a call that fails may have been applied all the same, and one that won may not be known to the SDK.</summary>
/// <remarks>Called by one at a time.</remarks>
/// <param name="store">The store, with a time limit on each call.</param>
/// <param name="group">The consumer group.</param>
/// <param name="settings">What ownership goes by.</param>
/// <param name="ledger">What is known about ownership.</param>
/// <param name="pace">How often the store is called while it fails.</param>
/// <param name="list">The list that a lost claim makes outdated.</param>
/// <param name="report">Hears of the faults of single partitions.</param>
/// <param name="logger">The log.</param>
internal sealed class ClaimCalls(
    ICheckpointStore store,
    ConsumerGroup group,
    OwnershipSettings settings,
    OwnershipLedger ledger,
    OwnershipPace pace,
    OwnershipList list,
    Action<CheckpointStoreException> report,
    ILogger logger)
{
    /// <summary>How often a stop tries to give up what is held.</summary>
    public const int MostAttempts = 3;

    /// <summary>Whether versions may be out of date: a claim call has failed, and may have been applied.</summary>
    private bool _isUnsure;

    /// <summary>The claims of which nobody knows whether they were won, by partition: the first one since the partition was last won.</summary>
    private readonly ConcurrentDictionary<string, OwnershipClaim> _unclear = new(StringComparer.Ordinal);

    private volatile bool _isGivingUpUnfinished;

    /// <summary>Hears what is owned; null where nobody wants to know.</summary>
    public OwnershipTelemetry? Telemetry { get; set; }

    /// <summary>Whether a claim may have won whose answer was cut off, so that the SDK does not know of it.</summary>
    public bool MayHoldUnknown => _isGivingUpUnfinished || !_unclear.IsEmpty;

    /// <summary>Looks what the records are before they are claimed by versions that may be out of date.</summary>
    /// <returns>False if the store does not answer, and that was told already.</returns>
    public async Task<bool> MakeSureAsync(IReadOnlyList<OwnershipClaim> wishes, CancellationToken cancellationToken)
    {
        if (!_isUnsure)
        {
            return true;
        }

        try
        {
            await MakeSureAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (CheckpointStoreException exception) when (exception.IsTransient && wishes.All(wish => ledger.IsRenewal(wish)) && pace.IsToldAlready())
        {
            logger.StoreStillFails(exception);
            return false;
        }
    }

    /// <summary>Claims.</summary>
    /// <returns>The records that are held now; for a renewal that met a fault of its own, the record as it was.</returns>
    public async Task<List<PartitionOwnership>> ClaimAsync(IReadOnlyList<OwnershipClaim> claims, CancellationToken cancellationToken)
    {
        try
        {
            PartitionResults<PartitionOwnership> results =
                await pace.CallAsync(() => store.ClaimOwnershipAsync(group, claims, cancellationToken), cancellationToken).ConfigureAwait(false);
            CheckpointStoreException[] unclear = [.. results.Faults.Where(fault => fault.MayHaveBeenApplied)];
            _isUnsure |= unclear.Length > 0;
            NoteUnclear(claims.Where(claim => unclear.Any(fault => fault.PartitionId is null || fault.PartitionId == claim.PartitionId)));
            return Note(claims, results);
        }
        catch (CheckpointStoreException exception) when (exception.IsTransient && claims.All(claim => ledger.IsRenewal(claim)) && pace.IsToldAlready())
        {
            // What the SDK does after a failed renewal, too: it keeps what it has.
            _isUnsure = true;
            NoteUnclear(claims);
            logger.StoreStillFails(exception);
            return ledger.Held(claims);
        }
        catch
        {
            _isUnsure = true;
            NoteUnclear(claims);
            throw;
        }
    }

    /// <summary>Gives up one partition, if it is still held under the epoch for which somebody has asked. If the store does not answer it counts as held, until the next call has made sure.</summary>
    public async Task GiveUpAsync(PartitionOwnership asked)
    {
        try
        {
            await MakeSureAsync(CancellationToken.None).ConfigureAwait(false);
            if (StillHeld(asked) is { } held)
            {
                await RelinquishAsync([held], OwnershipLoss.HandedOver).ConfigureAwait(false);
            }
        }
#pragma warning disable CA1031 // Nobody is there to catch it, and whatever it is, the partition is to go on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            list.IsOutdated = true;
            logger.ClaimFailed(asked.PartitionId, exception);
        }

        _isUnsure |= StillHeld(asked) is not null;
    }

    /// <summary>
    /// Gives up all that the store has in the name of this process start; where a store does not keep that name, what is known to be held, and what claims have won whose answers were lost.
    /// Tried a few times: nobody else does it, and what is left counts as a live owner's until it expires. If all fail, the next stop tries again.
    /// </summary>
    public async Task GiveUpAllAsync()
    {
        _isGivingUpUnfinished = true;
        for (int attempt = 1; _isGivingUpUnfinished && attempt <= MostAttempts; attempt++)
        {
            try
            {
                _isGivingUpUnfinished = !await pace.CallAsync(GiveUpPresentAsync, CancellationToken.None).ConfigureAwait(false);
            }
            catch (CheckpointStoreException exception)
            {
                logger.ClaimFailed(exception.PartitionId, exception);
                if (!exception.IsTransient)
                {
                    return;
                }
            }
        }

        if (!_isGivingUpUnfinished)
        {
            _unclear.Clear();
        }
    }

    /// <returns>Whether no partition met a fault of its own.</returns>
    private async Task<bool> GiveUpPresentAsync()
    {
        PartitionResults<PartitionOwnership> present = await store.ListOwnershipAsync(group, CancellationToken.None).ConfigureAwait(false);
        list.IsOutdated = true;
        return await RelinquishAsync([.. present.Items.Where(record => record.OwnerId.Length > 0 && IsOwn(record))], OwnershipLoss.Released).ConfigureAwait(false);
    }

    private async Task MakeSureAsync(CancellationToken cancellationToken)
    {
        if (_isUnsure)
        {
            await list.ReadAsync(cancellationToken).ConfigureAwait(false);
            _isUnsure = false;
        }
    }

    private PartitionOwnership? StillHeld(PartitionOwnership record) => ledger.Held(record.PartitionId) is { } held && held.Epoch == record.Epoch ? held : null;

    private bool IsOwn(PartitionOwnership record) => record.OwnerInstance is { } instance
        ? instance == settings.OwnerInstance
        : ledger.Held(record.PartitionId)?.Version == record.Version || IsOutcome(record);

    /// <summary>
    /// Whether a record is what a claim of this object has made of it whose answer was lost, as far as a record without an instance can tell: it has the claim's owner, and not the version any
    /// more from which that was made. Only a process that shares this one's name could have done the same.
    /// </summary>
    private bool IsOutcome(PartitionOwnership record) =>
        _unclear.TryGetValue(record.PartitionId, out OwnershipClaim claim)
        && claim.Version != record.Version
        && claim.OwnerId.Equals(record.OwnerId, StringComparison.OrdinalIgnoreCase);

    private void NoteUnclear(IEnumerable<OwnershipClaim> claims)
    {
        foreach (OwnershipClaim claim in claims.Where(claim => !claim.IsRelinquish))
        {
            // The first one: by the version of the next it may have been won already.
            _unclear.TryAdd(claim.PartitionId, claim);
        }
    }

    /// <returns>Whether no partition met a fault of its own.</returns>
    private async Task<bool> RelinquishAsync(PartitionOwnership[] records, OwnershipLoss reason)
    {
        if (records.Length == 0)
        {
            return true;
        }

        OwnershipClaim[] claims = [.. records.Select(record => new OwnershipClaim(record.PartitionId, "", settings.OwnerInstance, record.Version))];
        PartitionResults<PartitionOwnership> results = await store.ClaimOwnershipAsync(group, claims, CancellationToken.None).ConfigureAwait(false);
        foreach (PartitionOwnership record in results.Items)
        {
            Telemetry?.Lost(record.PartitionId, reason);
        }

        Note(claims, results);
        return results.Faults.Count == 0;
    }

    private List<PartitionOwnership> Note(IReadOnlyList<OwnershipClaim> claims, PartitionResults<PartitionOwnership> results)
    {
        var answer = new List<PartitionOwnership>(results.Items);
        var missing = claims.ToDictionary(claim => claim.PartitionId, StringComparer.Ordinal);
        foreach (PartitionOwnership record in results.Items)
        {
            missing.Remove(record.PartitionId);
            _unclear.TryRemove(record.PartitionId, out _);
            ledger.Won(record);
            Telemetry?.Won(record);
        }

        foreach (CheckpointStoreException fault in results.Faults)
        {
            if (fault.PartitionId is { } partitionId && missing.Remove(partitionId, out OwnershipClaim claim)
                && !claim.IsRelinquish && ledger.Held(partitionId) is { } record)
            {
                // A fault is not a loss. Should the partition have been taken meanwhile, the fence will tell.
                answer.Add(record);
            }

            logger.ClaimFailed(fault.PartitionId, fault);
            report(fault);
        }

        foreach (OwnershipClaim lost in missing.Values)
        {
            list.IsOutdated = true;
            ledger.Lost(lost.PartitionId, lost.OwnerId);
            Telemetry?.Lost(lost.PartitionId, lost.IsRelinquish ? OwnershipLoss.Released : OwnershipLoss.Taken);
            logger.ClaimLost(lost.PartitionId);
        }

        return answer;
    }
}
