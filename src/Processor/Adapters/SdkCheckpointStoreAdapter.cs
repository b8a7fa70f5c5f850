using System.Collections.Concurrent;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Processor;

namespace Checkpointing.Processor.Adapters;

/// <summary>Any of the SDK's <see cref="CheckpointStore"/>s as an <see cref="ICheckpointStore"/>, for those who have one and want this library's processor with it.</summary>
/// <remarks>
/// What the SDK's interface has no place for is missing:
/// <list type="bullet">
/// <item>No fencing: every epoch is 0, and an owner that has lost its partition can still write. <see cref="CheckpointOutcome.Fenced"/> never comes.</item>
/// <item>No protection against moving backwards but by what this object has itself read or written: <see cref="CheckpointOutcome.Stale"/> is judged by that.</item>
/// <item>No list: <see cref="ListCheckpointsAsync"/> throws.</item>
/// <item>Any exception of the SDK's store counts as transient, unless it is about permissions or arguments.</item>
/// </list>
/// </remarks>
public sealed class SdkCheckpointStoreAdapter : ICheckpointStore
{
    /// <summary>How many checkpoints are written at the same time; the SDK's interface takes one at a time.</summary>
    public const int ParallelWrites = 8;

    private readonly CheckpointStore _store;
    private readonly TimeProvider _timeProvider;
    private readonly ConcurrentDictionary<(ConsumerGroup Group, string PartitionId), long> _known = new();

    /// <summary>Makes this library's view of a store of the SDK.</summary>
    /// <param name="store">The store.</param>
    /// <param name="timeProvider">The clock, for the records that the SDK's store is given; null for the system's.</param>
    public SdkCheckpointStoreAdapter(CheckpointStore store, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        _store = store;
        _timeProvider = timeProvider ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    public async Task<PartitionResults<PartitionOwnership>> ListOwnershipAsync(ConsumerGroup group, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(group);
        IEnumerable<EventProcessorPartitionOwnership> records = await CallAsync(
            () => _store.ListOwnershipAsync(group.FullyQualifiedNamespace, group.EventHubName, group.Name, cancellationToken),
            StoreOperation.ListOwnership,
            group,
            null,
            cancellationToken).ConfigureAwait(false);
        return new PartitionResults<PartitionOwnership>([.. records.Select(ToOwnership)], []);
    }

    /// <inheritdoc/>
    public async Task<PartitionResults<PartitionOwnership>> ClaimOwnershipAsync(
        ConsumerGroup group, IReadOnlyList<OwnershipClaim> claims, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(claims);
        if (claims.Count == 0)
        {
            return new PartitionResults<PartitionOwnership>([], []);
        }

        EventProcessorPartitionOwnership[] desired = [.. claims.Select(claim => new EventProcessorPartitionOwnership
        {
            FullyQualifiedNamespace = group.FullyQualifiedNamespace,
            EventHubName = group.EventHubName,
            ConsumerGroup = group.Name,
            PartitionId = claim.PartitionId,
            OwnerIdentifier = claim.OwnerId,
            Version = claim.Version,
            LastModifiedTime = _timeProvider.GetUtcNow(),
        })];
        IEnumerable<EventProcessorPartitionOwnership> records = await CallAsync(
            () => _store.ClaimOwnershipAsync(desired, cancellationToken), StoreOperation.ClaimOwnership, group, null, cancellationToken).ConfigureAwait(false);
        return new PartitionResults<PartitionOwnership>([.. records.Select(ToOwnership)], []);
    }

    /// <inheritdoc/>
    public async Task<Checkpoint?> ReadCheckpointAsync(ConsumerGroup group, string partitionId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(group);
        EventProcessorCheckpoint? checkpoint = await CallAsync(
            () => _store.GetCheckpointAsync(group.FullyQualifiedNamespace, group.EventHubName, group.Name, partitionId, cancellationToken),
            StoreOperation.ReadCheckpoint,
            group,
            partitionId,
            cancellationToken).ConfigureAwait(false);
        if (checkpoint is null)
        {
            return null;
        }

        if (!SdkPositions.TryReadLastProcessed(checkpoint.StartingPosition, out long? sequenceNumber, out string? offset))
        {
            throw new CheckpointStoreException(
                StoreOperation.ReadCheckpoint,
                group,
                partitionId,
                $"the store answered with the position '{checkpoint.StartingPosition}', which names no last processed event.");
        }

        if (sequenceNumber is { } known)
        {
            _known.AddOrUpdate((group, partitionId), known, (_, before) => Math.Max(before, known));
        }

        return sequenceNumber is null && offset is null
            ? null
            : new Checkpoint(partitionId, sequenceNumber, offset, Epoch: 0, checkpoint.ClientIdentifier, checkpoint.LastModified ?? default);
    }

    /// <summary>Not possible: the SDK's interface lists no checkpoints.</summary>
    /// <param name="group">The consumer group.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CheckpointStoreException">Always.</exception>
    public Task<PartitionResults<Checkpoint>> ListCheckpointsAsync(ConsumerGroup group, CancellationToken cancellationToken) =>
        Task.FromException<PartitionResults<Checkpoint>>(new CheckpointStoreException(
            StoreOperation.ListCheckpoints, group, null, "the SDK's CheckpointStore cannot list checkpoints; read them partition by partition."));

    /// <inheritdoc/>
    public async Task<PartitionResults<CheckpointWriteResult>> WriteCheckpointsAsync(
        ConsumerGroup group, IReadOnlyList<CheckpointWrite> writes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(writes);
        var items = new ConcurrentBag<CheckpointWriteResult>();
        var faults = new ConcurrentBag<CheckpointStoreException>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = ParallelWrites, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(writes, options, async (write, token) =>
        {
            try
            {
                items.Add(new CheckpointWriteResult(write.PartitionId, await WriteAsync(group, write, token).ConfigureAwait(false)));
            }
            catch (CheckpointStoreException exception)
            {
                faults.Add(exception);
            }
        }).ConfigureAwait(false);
        return new PartitionResults<CheckpointWriteResult>([.. items], [.. faults]);
    }

    private async Task<CheckpointOutcome> WriteAsync(ConsumerGroup group, CheckpointWrite write, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue((group, write.PartitionId), out long known) && write.SequenceNumber <= known)
        {
            return CheckpointOutcome.Stale;
        }

#pragma warning disable CS0618 // The SDK has no other way to say a position without an offset.
        CheckpointPosition position = write.Offset is { Length: > 0 } offset
            ? new CheckpointPosition(offset, write.SequenceNumber)
            : new CheckpointPosition(write.SequenceNumber);
#pragma warning restore CS0618
        await CallAsync(
            async () =>
            {
                await _store.UpdateCheckpointAsync(
                    group.FullyQualifiedNamespace, group.EventHubName, group.Name, write.PartitionId, write.WrittenBy, position, cancellationToken).ConfigureAwait(false);
                return true;
            },
            StoreOperation.WriteCheckpoints,
            group,
            write.PartitionId,
            cancellationToken).ConfigureAwait(false);
        _known.AddOrUpdate((group, write.PartitionId), write.SequenceNumber, (_, before) => Math.Max(before, write.SequenceNumber));
        return CheckpointOutcome.Written;
    }

    private static PartitionOwnership ToOwnership(EventProcessorPartitionOwnership record) =>
        new(record.PartitionId, record.OwnerIdentifier ?? "", Epoch: 0, record.Version ?? "", record.LastModifiedTime);

    private static async Task<T> CallAsync<T>(
        Func<Task<T>> call, StoreOperation operation, ConsumerGroup group, string? partitionId, CancellationToken cancellationToken)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not CheckpointStoreException && !cancellationToken.IsCancellationRequested)
        {
            bool isTransient = exception is not (UnauthorizedAccessException or ArgumentException or NotImplementedException or NotSupportedException);
            bool isChange = operation is StoreOperation.ClaimOwnership or StoreOperation.WriteCheckpoints;
            throw new CheckpointStoreException(operation, group, partitionId, exception.Message, isTransient, mayHaveBeenApplied: isChange && isTransient, exception);
        }
    }
}
