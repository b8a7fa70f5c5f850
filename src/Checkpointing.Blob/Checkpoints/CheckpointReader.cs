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
    public async Task<Checkpoint?> ReadAsync(StoreCall call, string partitionId, CancellationToken cancellationToken)
    {
        BlobRecord? record = await _requests.GetAsync(call, BlobPaths.Checkpoint(call.Group!, partitionId), cancellationToken).ConfigureAwait(false);
        return record is null ? null : await UnderstandAsync(call, partitionId, record, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The checkpoint that a blob holds; null if it holds none that can be understood (which is logged).</summary>
    public async Task<Checkpoint?> UnderstandAsync(StoreCall call, string partitionId, BlobRecord record, CancellationToken cancellationToken)
    {
        string path = BlobPaths.Checkpoint(call.Group!, partitionId);
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

        return new Checkpoint(partitionId, position.SequenceNumber, position.Offset, Epoch: 0, position.WrittenBy, record.LastModified);
    }

    /// <summary>
    /// Writes the checkpoint's metadata back as it is, so that its version changes and whoever relied on the old one is refused. This is the fence
    /// that a new owner raises.
    /// </summary>
    public async Task<CheckpointLink> TouchAsync(StoreCall call, string partitionId, CancellationToken cancellationToken)
    {
        string path = BlobPaths.Checkpoint(call.Group!, partitionId);
        for (int race = 0; race < MaxRaces; race++)
        {
            BlobRecord? record = await _requests.GetAsync(call, path, cancellationToken).ConfigureAwait(false);
            if (record is null)
            {
                return new CheckpointLink(Version: null, SequenceNumber: null);
            }

            Checkpoint? checkpoint = await UnderstandAsync(call, partitionId, record, cancellationToken).ConfigureAwait(false);
            Dictionary<string, string> metadata = new(record.Metadata, StringComparer.OrdinalIgnoreCase);
            BlobWritten written = await _requests.ReplaceAsync(call, path, record.ETag, metadata, cancellationToken).ConfigureAwait(false);
            if (written.IsDone)
            {
                return new CheckpointLink(written.ETag, checkpoint?.SequenceNumber);
            }
        }

        throw Raced(call, path);
    }

    /// <summary>The error for a blob that others write without end.</summary>
    public static CheckpointStoreException Raced(StoreCall call, string path) =>
        new(call.Operation, call.Group, call.PartitionId, $"others kept changing blob '{path}' between a read and a write, {MaxRaces} times over.", isTransient: true, mayHaveBeenApplied: true);
}
