using System.Collections.Concurrent;
using Azure.Storage.Blobs;
using Checkpointing.Backends;
using Checkpointing.Blob.Checkpoints;
using Checkpointing.Blob.Layout;
using Checkpointing.Blob.Ownership;
using Checkpointing.Blob.Requests;
using Checkpointing.Resilience;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Checkpointing.Blob;

/// <summary>
/// Keeps ownership and checkpoints in the metadata of blobs, in the layout that Microsoft's SDKs share, so that processors of any of them
/// can be
/// mixed with ours on one container.
/// </summary>
/// <remarks>
/// The layout has no room for an epoch. Epochs are therefore this object's own: they rise with every change of hands that it makes, and a
/// write is
/// judged by the object that made the claim. A processor has to claim and to write through the same store object.
/// </remarks>
public sealed class BlobCheckpointStore : ICheckpointStore, ICheckpointStoreOperator, ICheckpointStoreProvisioner
{
    private readonly BlobCheckpointStoreOptions _options;
    private readonly BlobContainer _container;
    private readonly BlobRequests _requests;
    private readonly StoreMemory _memory = new();
    private readonly BlobOwnership _ownership;
    private readonly CheckpointReader _reader;
    private readonly CheckpointWriter _writer;
    private readonly CheckpointRewinder _rewinder;

    /// <summary>Makes a store.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="timeProvider">The caller's clock, which also times limits and pauses; the system's if null.</param>
    /// <param name="logger">Where retries and records that cannot be understood are noted.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A setting is missing or wrong.</exception>
    public BlobCheckpointStore(BlobCheckpointStoreOptions options, TimeProvider? timeProvider = null, ILogger<BlobCheckpointStore>? logger = null)
        : this(Validated(options).CreateClient(), options, timeProvider, logger)
    {
    }

    /// <summary>Makes a store over a container of yours.</summary>
    /// <param name="container">The container. Set its client's <c>Retry.MaxRetries</c> to 0: the store retries by itself, and an attempt
    /// that it does not know of can look like a lost claim.</param>
    /// <param name="options">The settings, of which those that name a container are not used; the defaults if null.</param>
    /// <param name="timeProvider">The caller's clock, which also times limits and pauses; the system's if null.</param>
    /// <param name="logger">Where retries and records that cannot be understood are noted.</param>
    public BlobCheckpointStore(
        BlobContainerClient container,
        BlobCheckpointStoreOptions? options = null,
        TimeProvider? timeProvider = null,
        ILogger<BlobCheckpointStore>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(container);
        _options = options ?? new BlobCheckpointStoreOptions();
        _options.Validate(nameof(BlobCheckpointStoreOptions), hasClient: true);
        TimeProvider clock = timeProvider ?? TimeProvider.System;
        ILogger log = logger ?? NullLogger<BlobCheckpointStore>.Instance;
        StorePipeline pipeline = new(_options.Resilience, BlobErrors.Classify, clock, log);
        _container = new BlobContainer(container, pipeline);
        _requests = new BlobRequests(container, pipeline, clock);
        _reader = new CheckpointReader(_requests, log);
        _ownership = new BlobOwnership(_requests, _reader, _memory);
        _writer = new CheckpointWriter(_requests, _reader, _memory);
        _rewinder = new CheckpointRewinder(_requests, _reader, _memory);
    }

    /// <inheritdoc/>
    public async Task<PartitionResults<PartitionOwnership>> ListOwnershipAsync(ConsumerGroup group, CancellationToken cancellationToken)
    {
        List<KeyValuePair<string, BlobRecord>> records = await ListAsync(
            new StoreCall(StoreOperation.ListOwnership, group), BlobPaths.OwnershipPrefix(group), cancellationToken).ConfigureAwait(false);
        return new PartitionResults<PartitionOwnership>([.. records.Select(record => _ownership.Read(group, record.Key, record.Value))], []);
    }

    /// <inheritdoc/>
    public Task<PartitionResults<PartitionOwnership>> ClaimOwnershipAsync(
        ConsumerGroup group, IReadOnlyList<OwnershipClaim> claims, CancellationToken cancellationToken)
    {
        StoreArguments.Check(claims);
        return EachAsync(
            StoreOperation.ClaimOwnership, group, claims, claim => claim.PartitionId, _ownership.ClaimAsync, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Checkpoint?> ReadCheckpointAsync(ConsumerGroup group, string partitionId, CancellationToken cancellationToken) =>
        _reader.ReadAsync(new StoreCall(StoreOperation.ReadCheckpoint, group, partitionId), cancellationToken);

    /// <inheritdoc/>
    public async Task<PartitionResults<Checkpoint>> ListCheckpointsAsync(ConsumerGroup group, CancellationToken cancellationToken)
    {
        List<KeyValuePair<string, BlobRecord>> records = await ListAsync(
            new StoreCall(StoreOperation.ListCheckpoints, group), BlobPaths.CheckpointPrefix(group), cancellationToken).ConfigureAwait(false);
        return await EachAsync(
            StoreOperation.ListCheckpoints,
            group,
            records,
            record => record.Key,
            (call, record, token) => _reader.UnderstandAsync(call, record.Value, token),
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<PartitionResults<CheckpointWriteResult>> WriteCheckpointsAsync(
        ConsumerGroup group, IReadOnlyList<CheckpointWrite> writes, CancellationToken cancellationToken)
    {
        StoreArguments.Check(writes);
        PartitionResults<object> results = await EachAsync<CheckpointWrite, object>(
            StoreOperation.WriteCheckpoints,
            group,
            writes,
            write => write.PartitionId,
            async (call, write, token) => new CheckpointWriteResult(write.PartitionId, await _writer.WriteAsync(call, write, token).ConfigureAwait(false)),
            cancellationToken).ConfigureAwait(false);
        return new PartitionResults<CheckpointWriteResult>([.. results.Items.Cast<CheckpointWriteResult>()], results.Faults);
    }

    /// <inheritdoc/>
    public Task<PartitionResults<PartitionRewound>> RewindAsync(
        ConsumerGroup group, IReadOnlyList<PartitionRewind> rewinds, CancellationToken cancellationToken)
    {
        StoreArguments.Check(rewinds);
        return EachAsync<PartitionRewind, PartitionRewound>(
            StoreOperation.Rewind,
            group,
            rewinds,
            rewind => rewind.PartitionId,
            async (call, rewind, token) => await _rewinder.RewindAsync(call, rewind, token).ConfigureAwait(false),
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<int> DeleteGroupAsync(ConsumerGroup group, CancellationToken cancellationToken)
    {
        StoreCall call = new(StoreOperation.DeleteGroup, group);
        _memory.Forget(group);
        List<KeyValuePair<string, BlobRecord>> owners = await ListAsync(call, BlobPaths.OwnershipPrefix(group), cancellationToken).ConfigureAwait(false);
        List<KeyValuePair<string, BlobRecord>> checkpoints = await ListAsync(call, BlobPaths.CheckpointPrefix(group), cancellationToken).ConfigureAwait(false);
        PartitionResults<string> deleted = await EachAsync<string, string>(
            StoreOperation.DeleteGroup,
            group,
            [.. owners.Select(record => BlobPaths.Ownership(group, record.Key)), .. checkpoints.Select(record => BlobPaths.Checkpoint(group, record.Key))],
            path => path[(path.LastIndexOf('/') + 1)..],
            async (call, path, token) => (await _requests.DeleteAsync(call, path, version: null, token).ConfigureAwait(false)).IsDone ? path : null,
            cancellationToken).ConfigureAwait(false);
        return deleted.Faults is [CheckpointStoreException fault, ..] ? throw fault : owners.Concat(checkpoints).DistinctBy(record => record.Key, StringComparer.Ordinal).Count();
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ConsumerGroup>> ListGroupsAsync(CancellationToken cancellationToken)
    {
        List<KeyValuePair<string, BlobRecord>> records = await _requests.ListAsync(
            new StoreCall(StoreOperation.ListGroups, Group: null), prefix: "", withMetadata: false, _options.ListPageSize, cancellationToken).ConfigureAwait(false);
        return
        [
            .. records.Select(record => BlobPaths.GroupOf(record.Key))
                .OfType<ConsumerGroup>()
                .Distinct()
                .OrderBy(group => group.ToString(), StringComparer.Ordinal),
        ];
    }

    /// <inheritdoc/>
    public Task ProvisionAsync(CancellationToken cancellationToken) => _container.ProvisionAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoreFinding>> VerifyAsync(CancellationToken cancellationToken) => _container.VerifyAsync(cancellationToken);

    private static BlobCheckpointStoreOptions Validated(BlobCheckpointStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate(nameof(BlobCheckpointStoreOptions), hasClient: false);
        return options;
    }

    private Task<List<KeyValuePair<string, BlobRecord>>> ListAsync(StoreCall call, string prefix, CancellationToken cancellationToken) =>
        _requests.ListAsync(call, prefix, withMetadata: true, _options.ListPageSize, cancellationToken);

    /// <summary>Does something for each partition, several at once; what goes wrong for one is kept apart from the others.</summary>
    private async Task<PartitionResults<TResult>> EachAsync<T, TResult>(
        StoreOperation operation,
        ConsumerGroup group,
        IReadOnlyList<T> items,
        Func<T, string> partitionOf,
        Func<StoreCall, T, CancellationToken, Task<TResult?>> action,
        CancellationToken cancellationToken)
        where TResult : class
    {
        ConcurrentQueue<TResult> results = new();
        ConcurrentQueue<CheckpointStoreException> faults = new();
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = _options.MaxConcurrency, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(items, parallel, async (item, token) =>
        {
            try
            {
                if (await action(new StoreCall(operation, group, partitionOf(item)), item, token).ConfigureAwait(false) is { } result)
                {
                    results.Enqueue(result);
                }
            }
            catch (CheckpointStoreException exception)
            {
                faults.Enqueue(exception);
            }
        }).ConfigureAwait(false);
        return new PartitionResults<TResult>([.. results], [.. faults]);
    }
}
