using System.Security.Cryptography;
using Checkpointing.Blob.Layout;
using Checkpointing.Blob.Ownership;
using Checkpointing.Blob.Requests;
using Checkpointing.Resilience;

namespace Checkpointing.Blob.Checkpoints;

/// <summary>
/// Moves a partition to another position. Two blobs cannot be changed at once, so the partition is taken first, under a passing owner's
/// name:
/// the live owner is out and nobody starts in between. Then the position is set, and then the partition is given free. A crash in between
/// loses
/// nothing: the passing owner expires like any other.
/// </summary>
internal sealed class CheckpointRewinder
{
    private readonly BlobRequests _requests;
    private readonly CheckpointReader _reader;
    private readonly StoreMemory _memory;

    public CheckpointRewinder(BlobRequests requests, CheckpointReader reader, StoreMemory memory)
    {
        _requests = requests;
        _reader = reader;
        _memory = memory;
    }

    /// <summary>Rewinds one partition.</summary>
    public async Task<PartitionRewound> RewindAsync(StoreCall call, PartitionRewind rewind, CancellationToken cancellationToken)
    {
        if (rewind.SequenceNumber is null && rewind.Offset is not null)
        {
            throw new CheckpointStoreException(
                call.Operation,
                call.Group,
                call.PartitionId,
                "a checkpoint blob needs a sequence number beside the offset, or the JavaScript SDK cannot list the group. "
                + "Resolve the offset to its event first.");
        }

        PartitionMemory memory = _memory.Of(call.Group!, rewind.PartitionId);
        await memory.Claims.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            string passing = "rewinding-" + RandomNumberGenerator.GetHexString(16, lowercase: true);
            (string version, string previousOwner) = await TakeAsync(call, passing, cancellationToken).ConfigureAwait(false);

            // First, or a live owner that writes without a pause could win every race for the checkpoint.
            await _reader.FenceAsync(call, cancellationToken).ConfigureAwait(false);
            (CheckpointLink link, Checkpoint? previous) = await SetAsync(call, rewind, cancellationToken).ConfigureAwait(false);
            BlobWritten freed = await FreeAsync(call, version, cancellationToken).ConfigureAwait(false);
            long epoch = memory.NextEpoch(freed.StoreTime);
            memory.Tenure = new Tenure("", "", epoch, freed.ETag, link) { IsRelinquished = true };
            return new PartitionRewound(rewind.PartitionId, previous, previousOwner, epoch);
        }
        finally
        {
            memory.Claims.Release();
        }
    }

    private async Task<(string Version, string PreviousOwner)> TakeAsync(StoreCall call, string passing, CancellationToken cancellationToken)
    {
        string path = BlobPaths.Ownership(call);
        string previousOwner = "";
        for (int race = 0; race < CheckpointReader.MaxRaces; race++)
        {
            BlobRecord? owner = await _requests.GetAsync(call, path, cancellationToken).ConfigureAwait(false);
            string present = owner?.Metadata.GetValueOrDefault(BlobMetadata.OwnerId) ?? "";
            if (owner is not null && present == passing)
            {
                return (owner.ETag, previousOwner);
            }

            previousOwner = present;
            BlobWritten taken = owner is null
                ? await _requests.CreateAsync(call, path, BlobMetadata.ForOwnership(passing), cancellationToken).ConfigureAwait(false)
                : await _requests.ReplaceAsync(call, path, owner.ETag, BlobMetadata.ForOwnership(passing), cancellationToken).ConfigureAwait(false);
            if (taken.IsDone)
            {
                return (taken.ETag, previousOwner);
            }
        }

        throw CheckpointReader.Raced(call, path);
    }

    private async Task<(CheckpointLink Link, Checkpoint? Previous)> SetAsync(
        StoreCall call, PartitionRewind rewind, CancellationToken cancellationToken)
    {
        string path = BlobPaths.Checkpoint(call);
        for (int race = 0; race < CheckpointReader.MaxRaces; race++)
        {
            BlobRecord? record = await _requests.GetAsync(call, path, cancellationToken).ConfigureAwait(false);
            Checkpoint? previous = await _reader.UnderstandAsync(call, record, cancellationToken).ConfigureAwait(false);
            if (rewind.SequenceNumber is not { } sequenceNumber)
            {
                if (record is null || (await _requests.DeleteAsync(call, path, record.ETag, cancellationToken).ConfigureAwait(false)).IsDone)
                {
                    return (new CheckpointLink(Version: null, SequenceNumber: null), previous);
                }

                continue;
            }

            Dictionary<string, string> metadata = BlobMetadata.ForCheckpoint(sequenceNumber, rewind.Offset, rewind.WrittenBy);
            BlobWritten written = record is null
                ? await _requests.CreateAsync(call, path, metadata, cancellationToken).ConfigureAwait(false)
                : await _requests.ReplaceAsync(call, path, record.ETag, metadata, cancellationToken).ConfigureAwait(false);
            if (written.IsDone)
            {
                return (new CheckpointLink(written.ETag, sequenceNumber), previous);
            }
        }

        throw CheckpointReader.Raced(call, path);
    }

    private async Task<BlobWritten> FreeAsync(StoreCall call, string version, CancellationToken cancellationToken)
    {
        BlobWritten freed = await _requests.ReplaceAsync(
            call, BlobPaths.Ownership(call), version, BlobMetadata.ForOwnership(""), cancellationToken).ConfigureAwait(false);
        return freed.IsDone
            ? freed
            : throw new CheckpointStoreException(
                call.Operation,
                call.Group,
                call.PartitionId,
                "the position was set, but a processor took the partition meanwhile and may have begun at the old one. Rewind it again.",
                isTransient: true,
                mayHaveBeenApplied: true);
    }
}
