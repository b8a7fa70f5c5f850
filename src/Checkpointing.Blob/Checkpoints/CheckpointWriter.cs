using Checkpointing.Blob.Layout;
using Checkpointing.Blob.Ownership;
using Checkpointing.Blob.Requests;
using Checkpointing.Resilience;

namespace Checkpointing.Blob.Checkpoints;

/// <summary>
/// Advances checkpoints. On the usual path that is one request, conditioned on the version that this ownership left behind; when it is
/// refused,
/// the writer looks who was there.
/// </summary>
internal sealed class CheckpointWriter
{
    private readonly BlobRequests _requests;
    private readonly CheckpointReader _reader;
    private readonly StoreMemory _memory;

    public CheckpointWriter(BlobRequests requests, CheckpointReader reader, StoreMemory memory)
    {
        _requests = requests;
        _reader = reader;
        _memory = memory;
    }

    /// <summary>Makes one write.</summary>
    public async Task<CheckpointOutcome> WriteAsync(StoreCall call, CheckpointWrite write, CancellationToken cancellationToken)
    {
        if (write.Offset is not null && !BlobMetadata.Fits(write.Offset))
        {
            throw new CheckpointStoreException(
                call.Operation,
                call.Group,
                call.PartitionId,
                "an offset is kept as blob metadata and may hold printable ASCII characters only, with no space at either end.");
        }

        Tenure? tenure = _memory.TenureOf(call.Group!, write.PartitionId);
        if (tenure is null && write.Epoch == 0)
        {
            return await WriteUnownedAsync(call, write, cancellationToken).ConfigureAwait(false);
        }

        if (tenure is null || tenure.Epoch != write.Epoch)
        {
            return CheckpointOutcome.Fenced;
        }

        await tenure.Writes.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await WriteOwnedAsync(call, write, tenure, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            tenure.Writes.Release();
        }
    }

    private async Task<CheckpointOutcome> WriteOwnedAsync(StoreCall call, CheckpointWrite write, Tenure tenure, CancellationToken cancellationToken)
    {
        bool mustLook = tenure.MustLook || tenure.Link.SequenceNumber >= write.SequenceNumber;
        for (int race = 0; race < CheckpointReader.MaxRaces; race++)
        {
            if (mustLook)
            {
                CheckpointOutcome? outcome = await LookAsync(call, write, tenure, cancellationToken).ConfigureAwait(false);
                if (outcome is not null)
                {
                    return outcome.Value;
                }
            }
            else if (tenure.Link.Version is null && !await IsStillOursAsync(call, tenure, isChainUnbroken: false, cancellationToken).ConfigureAwait(false))
            {
                // There is no checkpoint blob yet whose version a new owner could have changed.
                return CheckpointOutcome.Fenced;
            }

            bool isFirst = tenure.Link.Version is null;
            BlobWritten written = await SwapAsync(call, write, tenure.Link.Version, cancellationToken).ConfigureAwait(false);
            if (written.IsDone)
            {
                // A new owner may have come between that question and the first blob, and found nothing to touch: the next write asks again.
                tenure.MustLook |= isFirst;
                tenure.Link = new CheckpointLink(written.ETag, write.SequenceNumber);
                return CheckpointOutcome.Written;
            }

            call = call with { IsUnderWay = call.IsUnderWay || written.IsUnclear };
            mustLook = true;
        }

        throw CheckpointReader.Raced(call, _requests.Paths.Checkpoint(call));
    }

    /// <summary>
    /// Finds out why the checkpoint is not as this ownership left it. The checkpoint is read before the owner: a takeover after that
    /// touches
    /// the checkpoint, and the write that follows is refused again.
    /// </summary>
    /// <returns>The outcome, or null if the write may be tried on what was found.</returns>
    private async Task<CheckpointOutcome?> LookAsync(StoreCall call, CheckpointWrite write, Tenure tenure, CancellationToken cancellationToken)
    {
        // Before the reads: a renewal that is refused meanwhile asks for another look.
        tenure.MustLook = false;
        try
        {
            return await JudgeAsync(call, write, tenure, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (LooksAgain(tenure))
        {
            throw;
        }
    }

    /// <remarks>Whatever ended the look (a fault, a cancellation), it has found out nothing.</remarks>
    private static bool LooksAgain(Tenure tenure)
    {
        tenure.MustLook = true;
        return false;
    }

    private async Task<CheckpointOutcome?> JudgeAsync(StoreCall call, CheckpointWrite write, Tenure tenure, CancellationToken cancellationToken)
    {
        BlobRecord? record = await _requests.GetAsync(call, _requests.Paths.Checkpoint(call), cancellationToken).ConfigureAwait(false);
        Checkpoint? stored = await _reader.UnderstandAsync(call, record, cancellationToken).ConfigureAwait(false);
        bool isOwnWrite = IsOwnWrite(call, stored, write);
        bool isChainUnbroken = isOwnWrite || (record is not null && record.ETag == tenure.Link.Version);
        if (!await IsStillOursAsync(call, tenure, isChainUnbroken, cancellationToken).ConfigureAwait(false))
        {
            tenure.MustLook = true;
            return CheckpointOutcome.Fenced;
        }

        tenure.Link = new CheckpointLink(record?.ETag, stored?.SequenceNumber);
        if (stored is null || !(stored.SequenceNumber >= write.SequenceNumber))
        {
            return null;
        }

        return isOwnWrite ? CheckpointOutcome.Written : CheckpointOutcome.Stale;
    }

    /// <remarks>
    /// No claim of ours is under way meanwhile, or its new version would look like a stranger's. After a renewal without an answer the version is not
    /// known; our name alone proves nothing then, since a later start under the same identifier has it too, but that start has touched the checkpoint.
    /// </remarks>
    private async Task<bool> IsStillOursAsync(StoreCall call, Tenure tenure, bool isChainUnbroken, CancellationToken cancellationToken)
    {
        PartitionMemory memory = _memory.Of(call.Group!, call.PartitionId!);
        await memory.Claims.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (memory.Tenure != tenure)
            {
                return false;
            }

            BlobRecord? owner = await _requests.GetAsync(call, _requests.Paths.Ownership(call), cancellationToken).ConfigureAwait(false);
            return owner is not null
                && (owner.ETag == tenure.OwnershipVersion
                    || (tenure.IsUnclear && isChainUnbroken && owner.Metadata.GetValueOrDefault(BlobMetadata.OwnerId) == tenure.OwnerId));
        }
        finally
        {
            memory.Claims.Release();
        }
    }

    /// <summary>A write to a partition that nobody ever owned, as a tool makes it that copies checkpoints.</summary>
    private async Task<CheckpointOutcome> WriteUnownedAsync(StoreCall call, CheckpointWrite write, CancellationToken cancellationToken)
    {
        string path = _requests.Paths.Checkpoint(call);
        for (int race = 0; race < CheckpointReader.MaxRaces; race++)
        {
            BlobRecord? record = await _requests.GetAsync(call, path, cancellationToken).ConfigureAwait(false);
            if (await _requests.GetAsync(call, _requests.Paths.Ownership(call), cancellationToken).ConfigureAwait(false) is not null)
            {
                return CheckpointOutcome.Fenced;
            }

            Checkpoint? stored = await _reader.UnderstandAsync(call, record, cancellationToken).ConfigureAwait(false);
            if (stored?.SequenceNumber >= write.SequenceNumber)
            {
                return IsOwnWrite(call, stored, write) ? CheckpointOutcome.Written : CheckpointOutcome.Stale;
            }

            BlobWritten written = await SwapAsync(call, write, record?.ETag, cancellationToken).ConfigureAwait(false);
            if (written.IsDone)
            {
                return CheckpointOutcome.Written;
            }

            call = call with { IsUnderWay = call.IsUnderWay || written.IsUnclear };
        }

        throw CheckpointReader.Raced(call, path);
    }

    /// <remarks>An attempt of this call that remained without an answer may have been applied: what it wrote counts as written.</remarks>
    private static bool IsOwnWrite(StoreCall call, Checkpoint? stored, CheckpointWrite write) =>
        call.IsUnderWay && BlobMetadata.IsMadeBy(stored, write.SequenceNumber, write.Offset, write.WrittenBy);

    private Task<BlobWritten> SwapAsync(StoreCall call, CheckpointWrite write, string? version, CancellationToken cancellationToken)
    {
        string path = _requests.Paths.Checkpoint(call);
        Dictionary<string, string> metadata = BlobMetadata.ForCheckpoint(write.SequenceNumber, write.Offset, write.WrittenBy);
        return version is null
            ? _requests.CreateAsync(call, path, metadata, cancellationToken)
            : _requests.ReplaceAsync(call, path, version, metadata, cancellationToken);
    }
}
