using Checkpointing.Blob.Checkpoints;
using Checkpointing.Blob.Layout;
using Checkpointing.Blob.Requests;
using Checkpointing.Resilience;
using Microsoft.Extensions.Logging;

namespace Checkpointing.Blob.Ownership;

/// <summary>Claims: conditional writes of ownership blobs, followed by the fence when a partition changes hands.</summary>
internal sealed class BlobOwnership
{
    private readonly BlobRequests _requests;
    private readonly CheckpointReader _reader;
    private readonly StoreMemory _memory;
    private readonly ILogger _logger;

    public BlobOwnership(BlobRequests requests, CheckpointReader reader, StoreMemory memory, ILogger logger)
    {
        _logger = logger;
        _requests = requests;
        _reader = reader;
        _memory = memory;
    }

    /// <summary>The ownership that a blob records.</summary>
    public PartitionOwnership Read(ConsumerGroup group, string partitionId, BlobRecord record)
    {
        if (!record.Metadata.TryGetValue(BlobMetadata.OwnerId, out string? owner))
        {
            _logger.OwnershipNotUnderstood(_requests.Paths.Ownership(group, partitionId));
        }

        Tenure? tenure = _memory.TenureOf(group, partitionId);
        return new PartitionOwnership(
            partitionId,
            owner ?? "",
            tenure?.OwnershipVersion == record.ETag ? tenure.Epoch : 0,
            record.ETag,
            record.LastModified);
    }

    /// <summary>Makes one claim.</summary>
    /// <returns>The record as it stands now, or null if the claim was lost.</returns>
    public async Task<PartitionOwnership?> ClaimAsync(StoreCall call, OwnershipClaim claim, CancellationToken cancellationToken)
    {
        if (!BlobMetadata.Fits(claim.OwnerId))
        {
            throw new CheckpointStoreException(
                call.Operation,
                call.Group,
                call.PartitionId,
                "an owner's identifier is kept as blob metadata and may hold printable ASCII characters only, with no space at either end.");
        }

        PartitionMemory memory = _memory.Of(call.Group!, claim.PartitionId);
        await memory.Claims.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await ClaimAloneAsync(call, claim, memory, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            memory.Claims.Release();
        }
    }

    private async Task<PartitionOwnership?> ClaimAloneAsync(
        StoreCall call, OwnershipClaim claim, PartitionMemory memory, CancellationToken cancellationToken)
    {
        Tenure? held = memory.Tenure is { } tenure && tenure.OwnershipVersion == claim.Version ? tenure : null;
        BlobWritten written;
        try
        {
            written = await SwapAsync(call, claim, claim.Version, cancellationToken).ConfigureAwait(false);
            bool isUnclear = written.IsUnclear || held is { IsUnclear: true };
            for (int race = 0; !written.IsDone && isUnclear; race++)
            {
                if (race == CheckpointReader.MaxRaces)
                {
                    throw CheckpointReader.Raced(call, _requests.Paths.Ownership(call));
                }

                call = call with { IsUnderWay = call.IsUnderWay || written.IsUnclear };
                written = await ResolveAsync(call, claim, held, cancellationToken).ConfigureAwait(false);
                isUnclear = written.IsUnclear;
            }
        }
        catch (Exception) when (Mark(held))
        {
            throw;
        }

        if (!written.IsDone)
        {
            held?.MustLook = true;
            held?.IsUnclear = written.IsUnclear;
            return null;
        }

        long epoch = await SettleAsync(call with { IsUnderWay = true }, claim, memory, held, written, cancellationToken).ConfigureAwait(false);
        return new PartitionOwnership(claim.PartitionId, claim.OwnerId, epoch, written.ETag, written.LastModified);
    }

    /// <remarks>Whatever went wrong (a fault, a cancellation), the request may have been applied.</remarks>
    private static bool Mark(Tenure? held)
    {
        held?.IsUnclear = true;
        return false;
    }

    private Task<BlobWritten> SwapAsync(StoreCall call, OwnershipClaim claim, string? version, CancellationToken cancellationToken)
    {
        string path = _requests.Paths.Ownership(call);
        Dictionary<string, string> metadata = BlobMetadata.ForOwnership(claim.OwnerId);
        return version is null
            ? _requests.CreateAsync(call, path, metadata, cancellationToken)
            : _requests.ReplaceAsync(call, path, version, metadata, cancellationToken);
    }

    /// <summary>
    /// After an attempt without an answer and a refusal: was the refusal due to our own success, of this claim or of the renewal before it? If
    /// the blob names us (or nobody, after a relinquish), it is swapped once more, so that exactly one claimer holds its newest version.
    /// </summary>
    /// <remarks>
    /// A process that was paused, and restarted elsewhere under the same identifier, finds its own name too. There the new start has
    /// touched the
    /// checkpoint, and that tells.
    /// </remarks>
    private async Task<BlobWritten> ResolveAsync(StoreCall call, OwnershipClaim claim, Tenure? held, CancellationToken cancellationToken)
    {
        BlobRecord? present = await _requests.GetAsync(call, _requests.Paths.Ownership(call), cancellationToken).ConfigureAwait(false);
        string owner = present?.Metadata.GetValueOrDefault(BlobMetadata.OwnerId) ?? "";
        if (present is null || (owner != claim.OwnerId && !(claim.IsRelinquish && owner == held?.OwnerId)))
        {
            return BlobWritten.Refused(isUnclear: false);
        }

        if (held is not null && !await IsChainUnbrokenAsync(call, held, cancellationToken).ConfigureAwait(false))
        {
            return BlobWritten.Refused(isUnclear: false);
        }

        return await SwapAsync(call, claim, present.ETag, cancellationToken).ConfigureAwait(false);
    }

    /// <exception cref="CheckpointStoreException">It cannot be told: there is no checkpoint yet that a later start could have touched, or a write of
    /// ours is changing it just now.</exception>
    private async Task<bool> IsChainUnbrokenAsync(StoreCall call, Tenure held, CancellationToken cancellationToken)
    {
        string? before = held.Link.Version;
        bool isWriting = held.Writes.CurrentCount == 0;
        string? present = (await _requests.GetAsync(call, _requests.Paths.Checkpoint(call), cancellationToken).ConfigureAwait(false))?.ETag;
        if (present is not null && present == before)
        {
            return true;
        }

        // Told once, when it was this call's answer that was lost: a repetition with the old version is lost, and the claimer looks at a list.
        bool isUntold = present is null && before is null && call.IsUnderWay;
        return isUntold || isWriting || held.Link.Version != before
            ? throw new CheckpointStoreException(
                call.Operation,
                call.Group,
                call.PartitionId,
                "the answer to this claim, or to the one before it, was lost, and what is stored does not tell whether it is this process that holds the partition. List the ownership and claim it again.",
                isTransient: true,
                mayHaveBeenApplied: true)
            : false;
    }

    /// <summary>Takes note of a claim that was won, and fences the former owner if it was a change of hands.</summary>
    private async Task<long> SettleAsync(
        StoreCall call, OwnershipClaim claim, PartitionMemory memory, Tenure? held, BlobWritten written, CancellationToken cancellationToken)
    {
        if (claim.IsRelinquish || held?.IsRenewedBy(claim) == true)
        {
            if (held is null)
            {
                memory.Tenure?.MustLook = true;
                return 0;
            }

            held.IsRelinquished |= claim.IsRelinquish;
            held.IsUnclear = false;
            held.OwnershipVersion = written.ETag;
            return held.Epoch;
        }

        CheckpointLink link = await _reader.FenceAsync(call, cancellationToken).ConfigureAwait(false);

        // Whoever took the partition from us meanwhile may have raised its fence before ours: then ours is no proof that we may write.
        bool mustLook = link.Version is not null
            && (await _requests.GetAsync(call, _requests.Paths.Ownership(call), cancellationToken).ConfigureAwait(false))?.ETag != written.ETag;
        long epoch = memory.NextEpoch(written.StoreTime);
        memory.Tenure = new Tenure(claim.OwnerId, claim.OwnerInstance, epoch, written.ETag, link) { MustLook = mustLook };
        return epoch;
    }
}
