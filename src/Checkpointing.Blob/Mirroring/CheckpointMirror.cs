using Azure.Storage.Blobs;
using Checkpointing.Blob.Layout;
using Checkpointing.Blob.Requests;
using Checkpointing.Resilience;
using Microsoft.Extensions.Logging;

namespace Checkpointing.Blob.Mirroring;

/// <summary>
/// Copies the checkpoints of any store to the metadata of blobs, for programs that know only those. Any number of processes may do it at once: each blob is read before the
/// store, and written only if it is still the one that was read. So what the blobs show is what the store showed, in the same order; they go back only when it did, by a rewind.
/// </summary>
internal sealed class CheckpointMirror
{
    /// <summary>An ownership blob that was written so long ago is a dead processor's, from before the group moved to another store.</summary>
    public static readonly TimeSpan OwnerLife = TimeSpan.FromMinutes(5);

    private const string OwnershipKind = "ownership/";
    private const string CheckpointKind = "checkpoint/";

    private readonly ICheckpointStore _source;
    private readonly BlobCheckpointStoreOptions _options;
    private readonly TimeProvider _clock;
    private readonly BlobContainer _container;
    private readonly BlobRequests _requests;

    /// <param name="source">The store.</param>
    /// <param name="container">The container.</param>
    /// <param name="options">How hard to try, and how names are spelled.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="logger">Where retries are noted.</param>
    public CheckpointMirror(ICheckpointStore source, BlobContainerClient container, BlobCheckpointStoreOptions options, TimeProvider timeProvider, ILogger logger)
    {
        _source = source;
        _options = options;
        _clock = timeProvider;
        StorePipeline pipeline = new(options.Resilience, BlobErrors.Classify, timeProvider, logger);
        _container = new BlobContainer(container, pipeline);
        _requests = new BlobRequests(container, new BlobPaths(options.SpelledGroups), pipeline, timeProvider);
    }

    /// <summary>Creates the container, private, unless it is there.</summary>
    public Task ProvisionAsync(CancellationToken cancellationToken) => _container.ProvisionAsync(cancellationToken);

    /// <summary>Copies what has moved since the last time, of one group.</summary>
    /// <exception cref="CheckpointStoreException">The store or the blobs cannot be reached, or a checkpoint of the store cannot be understood.</exception>
    public async Task<MirrorCopy> CopyAsync(ConsumerGroup group, CancellationToken cancellationToken)
    {
        StoreCall call = new(StoreOperation.WriteCheckpoints, group);
        using StoreDeadline deadline = new(_options.Resilience.OperationTimeout, _clock, cancellationToken);
        string checkpoints = _requests.Paths.CheckpointPrefix(group);
        string root = checkpoints[..^CheckpointKind.Length];
        List<KeyValuePair<string, BlobRecord>> blobs = await deadline.RunAsync(
            call, token => _requests.ListAsync(call, root, withMetadata: true, _options.ListPageSize, token)).ConfigureAwait(false);
        if (LiveOwner(blobs) is { } owner)
        {
            return new MirrorCopy(0, 0, owner);
        }

        Dictionary<string, BlobRecord> before = blobs.Where(blob => blob.Key.StartsWith(CheckpointKind, StringComparison.Ordinal))
            .ToDictionary(blob => blob.Key[CheckpointKind.Length..], blob => blob.Value, StringComparer.Ordinal);
        PartitionResults<Checkpoint> stored = await _source.ListCheckpointsAsync(group, cancellationToken).ConfigureAwait(false);
        List<MirrorStep> steps = Steps(stored, before);
        PartitionResults<BlobWritten> results = await deadline.EachAsync<MirrorStep, BlobWritten>(
            call, steps, step => step.PartitionId, _options.MaxConcurrency, async (own, step, token) => await WriteAsync(own, step, token).ConfigureAwait(false)).ConfigureAwait(false);
        return stored.Faults.Concat(results.Faults).FirstOrDefault() is { } fault
            ? throw fault
            : new MirrorCopy(results.Items.Count(written => written.IsDone), results.Items.Count(written => !written.IsDone));
    }

    /// <summary>Another store's copies must not get into the way of processors that keep their own checkpoints in these blobs.</summary>
    private string? LiveOwner(List<KeyValuePair<string, BlobRecord>> blobs) => blobs
        .Where(blob => blob.Key.StartsWith(OwnershipKind, StringComparison.Ordinal) && _clock.GetUtcNow() - blob.Value.LastModified < OwnerLife)
        .Select(blob => blob.Value.Metadata.GetValueOrDefault(BlobMetadata.OwnerId))
        .FirstOrDefault(owner => !string.IsNullOrEmpty(owner));

    /// <remarks>
    /// A checkpoint without a sequence number is one that a scaler could not read: its blob stays as it is. So does one that no mirror wrote and for which the store has nothing:
    /// it may be the only record of how far a group had got before it moved to the store.
    /// </remarks>
    private static List<MirrorStep> Steps(PartitionResults<Checkpoint> stored, Dictionary<string, BlobRecord> before)
    {
        HashSet<string?> gone = new(before.Where(blob => BlobMetadata.IsMirrored(blob.Value.Metadata)).Select(blob => blob.Key), StringComparer.Ordinal);
        gone.ExceptWith(stored.Faults.Select(fault => fault.PartitionId));
        List<MirrorStep> steps = [];
        foreach (Checkpoint checkpoint in stored.Items)
        {
            gone.Remove(checkpoint.PartitionId);
            BlobRecord? blob = before.GetValueOrDefault(checkpoint.PartitionId);
            if (checkpoint.SequenceNumber is not null && (blob is null || BlobMetadata.Position(blob.Metadata)?.SequenceNumber != checkpoint.SequenceNumber))
            {
                steps.Add(new MirrorStep(checkpoint.PartitionId, blob?.ETag, checkpoint));
            }
        }

        steps.AddRange(gone.Select(partitionId => new MirrorStep(partitionId!, before[partitionId!].ETag, Checkpoint: null)));
        return steps;
    }

    private Task<BlobWritten> WriteAsync(StoreCall call, MirrorStep step, CancellationToken cancellationToken)
    {
        string path = _requests.Paths.Checkpoint(call);
        if (step.Checkpoint is null)
        {
            return _requests.DeleteAsync(call, path, step.Version, cancellationToken);
        }

        Dictionary<string, string> metadata = BlobMetadata.ForMirroredCheckpoint(step.Checkpoint.SequenceNumber!.Value, step.Checkpoint.Offset, step.Checkpoint.WrittenBy);
        return step.Version is null
            ? _requests.CreateAsync(call, path, metadata, cancellationToken)
            : _requests.ReplaceAsync(call, path, step.Version, metadata, cancellationToken);
    }
}
