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
            call = call with { IsUnderWay = true };

            // First, or a live owner that writes without a pause could win every race for the checkpoint.
            await _reader.FenceAsync(call, cancellationToken).ConfigureAwait(false);
            (CheckpointLink link, Checkpoint? previous) = await SetAsync(call, rewind, cancellationToken).ConfigureAwait(false);
            (string freeVersion, DateTimeOffset storeTime) = await FreeAsync(call, version, cancellationToken).ConfigureAwait(false);
            long epoch = memory.NextEpoch(storeTime);
            memory.Tenure = new Tenure("", "", epoch, freeVersion, link) { IsRelinquished = true };
            return new PartitionRewound(rewind.PartitionId, previous, previousOwner, epoch);
        }
        finally
        {
            memory.Claims.Release();
        }
    }

    private async Task<(string Version, string PreviousOwner)> TakeAsync(StoreCall call, string passing, CancellationToken cancellationToken)
    {
        string path = _requests.Paths.Ownership(call);
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
        string path = _requests.Paths.Checkpoint(call);
        Checkpoint? previous = null;
        bool isUnclear = false;
        for (int race = 0; race < CheckpointReader.MaxRaces; race++)
        {
            BlobRecord? record = await _requests.GetAsync(call, path, cancellationToken).ConfigureAwait(false);
            Checkpoint? stored = await _reader.UnderstandAsync(call, record, cancellationToken).ConfigureAwait(false);
            if (isUnclear && IsDone(rewind, record, stored))
            {
                return (new CheckpointLink(record?.ETag, rewind.SequenceNumber), previous);
            }

            previous = stored;
            if (rewind.SequenceNumber is null && record is null)
            {
                return (new CheckpointLink(Version: null, SequenceNumber: null), previous);
            }

            BlobWritten written = await WriteAsync(call, rewind, record, cancellationToken).ConfigureAwait(false);
            if (written.IsDone)
            {
                return (new CheckpointLink(rewind.SequenceNumber is null ? null : written.ETag, rewind.SequenceNumber), previous);
            }

            isUnclear |= written.IsUnclear;
        }

        throw CheckpointReader.Raced(call, path);
    }

    /// <remarks>After a change without an answer: is the checkpoint as it would have left it?</remarks>
    private static bool IsDone(PartitionRewind rewind, BlobRecord? record, Checkpoint? stored) =>
        rewind.SequenceNumber is { } sequenceNumber
            ? BlobMetadata.IsMadeBy(stored, sequenceNumber, rewind.Offset, rewind.WrittenBy)
            : record is null;

    private Task<BlobWritten> WriteAsync(StoreCall call, PartitionRewind rewind, BlobRecord? record, CancellationToken cancellationToken)
    {
        string path = _requests.Paths.Checkpoint(call);
        if (rewind.SequenceNumber is not { } sequenceNumber)
        {
            return _requests.DeleteAsync(call, path, record!.ETag, cancellationToken);
        }

        Dictionary<string, string> metadata = BlobMetadata.ForCheckpoint(sequenceNumber, rewind.Offset, rewind.WrittenBy);
        return record is null
            ? _requests.CreateAsync(call, path, metadata, cancellationToken)
            : _requests.ReplaceAsync(call, path, record.ETag, metadata, cancellationToken);
    }

    /// <returns>The version and the store's time of the free record.</returns>
    private async Task<(string Version, DateTimeOffset StoreTime)> FreeAsync(StoreCall call, string version, CancellationToken cancellationToken)
    {
        string path = _requests.Paths.Ownership(call);
        BlobWritten freed = await _requests.ReplaceAsync(call, path, version, BlobMetadata.ForOwnership(""), cancellationToken).ConfigureAwait(false);
        if (freed.IsDone)
        {
            return (freed.ETag, freed.StoreTime);
        }

        // Refused by our own success, if it is free: nobody else frees a partition that he has not taken first, with the new position before him.
        if (freed.IsUnclear
            && await _requests.GetAsync(call, path, cancellationToken).ConfigureAwait(false) is { } present
            && string.IsNullOrEmpty(present.Metadata.GetValueOrDefault(BlobMetadata.OwnerId)))
        {
            return (present.ETag, present.StoreTime);
        }

        throw new CheckpointStoreException(
            call.Operation,
            call.Group,
            call.PartitionId,
            "the position was set, but a processor took the partition meanwhile and may have begun at the old one. Rewind it again.",
            isTransient: true,
            mayHaveBeenApplied: true);
    }
}
