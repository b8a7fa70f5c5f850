using Checkpointing.Blob.Layout;
using Checkpointing.Blob.Ownership;
using Checkpointing.Blob.Requests;
using Checkpointing.Resilience;
using Microsoft.Extensions.Logging;

namespace Checkpointing.Blob.Checkpoints;

/// <summary>Reads checkpoint blobs as the SDK that wrote them meant them.</summary>
internal sealed class CheckpointReader
{
    /// <summary>How often a blob that others keep writing is tried again.</summary>
    public const int MaxRaces = 20;

    private readonly BlobRequests _requests;
    private readonly ILogger _logger;

    public CheckpointReader(BlobRequests requests, ILogger logger)
    {
        _requests = requests;
        _logger = logger;
    }

    /// <summary>The checkpoint of a partition; null if there is none, or none that can be understood (which is logged).</summary>
    public async Task<Checkpoint?> ReadAsync(StoreCall call, CancellationToken cancellationToken)
    {
        BlobRecord? record = await _requests.GetAsync(call, _requests.Paths.Checkpoint(call), cancellationToken).ConfigureAwait(false);
        return await UnderstandAsync(call, record, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The checkpoint that a blob holds; null for no blob, or for one that cannot be understood (which is logged).</summary>
    public async Task<Checkpoint?> UnderstandAsync(StoreCall call, BlobRecord? record, CancellationToken cancellationToken)
    {
        if (record is null)
        {
            return null;
        }

        string path = _requests.Paths.Checkpoint(call);
        BlobPosition? position = BlobMetadata.Position(record.Metadata);
        if (position is null && record.ContentLength is > 0 and <= BlobBody.MaxLength)
        {
            BinaryData? body = await _requests.DownloadAsync(call, path, cancellationToken).ConfigureAwait(false);
            position = body is null ? null : BlobBody.Position(body.ToMemory());
        }

        if (position is null)
        {
            _logger.CheckpointNotUnderstood(path);
            return null;
        }

        return new Checkpoint(call.PartitionId!, position.SequenceNumber, position.Offset, Epoch: 0, position.WrittenBy, record.LastModified);
    }

    /// <summary>
    /// Gives the checkpoint a new version and reads it, so that whoever relied on the old version is refused from now on. This is the fence that a
    /// new owner raises.
    /// </summary>
    public async Task<CheckpointLink> FenceAsync(StoreCall call, CancellationToken cancellationToken)
    {
        string path = _requests.Paths.Checkpoint(call);
        BlobWritten touched = await _requests.TouchAsync(call, path, cancellationToken).ConfigureAwait(false);
        if (!touched.IsDone)
        {
            return new CheckpointLink(Version: null, SequenceNumber: null);
        }

        BlobRecord? record = await _requests.GetAsync(call, path, cancellationToken).ConfigureAwait(false);
        Checkpoint? checkpoint = await UnderstandAsync(call, record, cancellationToken).ConfigureAwait(false);
        return new CheckpointLink(record?.ETag, checkpoint?.SequenceNumber);
    }

    /// <summary>The error for a blob that others write without end.</summary>
    public static CheckpointStoreException Raced(StoreCall call, string path) =>
        new(
            call.Operation,
            call.Group,
            call.PartitionId,
            $"others kept changing blob '{path}' between a read and a write, {MaxRaces} times over.",
            isTransient: true,
            mayHaveBeenApplied: true);
}
