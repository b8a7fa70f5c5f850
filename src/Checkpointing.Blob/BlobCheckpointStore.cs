using Azure.Core;
using Azure.Storage.Blobs;
using Checkpointing.Backends;
using Checkpointing.Blob.Checkpoints;
using Checkpointing.Blob.Layout;
using Checkpointing.Blob.Ownership;
using Checkpointing.Blob.Requests;
using Checkpointing.Blob.Verification;
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
    private readonly TimeProvider _clock;
    private readonly BlobContainer _container;
    private readonly ContainerVerifier _verifier;
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
    /// <param name="container">The container. Make its client with options that went through <see cref="Prepare"/>.</param>
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
        _clock = timeProvider ?? TimeProvider.System;
        ILogger log = logger ?? NullLogger<BlobCheckpointStore>.Instance;
        StorePipeline pipeline = new(_options.Resilience, BlobErrors.Classify, _clock, log);
        BlobPaths paths = new(_options.SpelledGroups);
        _container = new BlobContainer(container, pipeline);
        _verifier = new ContainerVerifier(container, paths, pipeline);
        _requests = new BlobRequests(container, paths, pipeline, _clock);
        _reader = new CheckpointReader(_requests, log);
        _ownership = new BlobOwnership(_requests, _reader, _memory, log);
        _writer = new CheckpointWriter(_requests, _reader, _memory);
        _rewinder = new CheckpointRewinder(_requests, _reader, _memory);
    }

    /// <summary>
    /// Leaves retries and time limits to the store. A repetition that the store does not know of, by the client library or by its connection
    /// pool, can be refused because of the first attempt's success, and then looks like a lost claim.
    /// </summary>
    /// <param name="client">The options of a client of yours, before it is made.</param>
    /// <returns>The same options.</returns>
    public static BlobClientOptions Prepare(BlobClientOptions client)
    {
        ArgumentNullException.ThrowIfNull(client);
        client.Retry.MaxRetries = 0;
        client.Retry.NetworkTimeout = Timeout.InfiniteTimeSpan;
        client.AddPolicy(new OneTryPolicy(), HttpPipelinePosition.PerCall);
        return client;
    }

    /// <inheritdoc/>
    public async Task<PartitionResults<PartitionOwnership>> ListOwnershipAsync(ConsumerGroup group, CancellationToken cancellationToken)
    {
        using StoreDeadline deadline = Begin(cancellationToken);
        List<KeyValuePair<string, BlobRecord>> records = await ListAsync(
            deadline, new StoreCall(StoreOperation.ListOwnership, group), _requests.Paths.OwnershipPrefix(group)).ConfigureAwait(false);
        return new PartitionResults<PartitionOwnership>([.. records.Select(record => _ownership.Read(group, record.Key, record.Value))], []);
    }

    /// <inheritdoc/>
    public async Task<PartitionResults<PartitionOwnership>> ClaimOwnershipAsync(
        ConsumerGroup group, IReadOnlyList<OwnershipClaim> claims, CancellationToken cancellationToken)
    {
        StoreArguments.Check(claims);
        using StoreDeadline deadline = Begin(cancellationToken);
        return await deadline.EachAsync(
            new StoreCall(StoreOperation.ClaimOwnership, group), claims, claim => claim.PartitionId, _options.MaxConcurrency, _ownership.ClaimAsync)
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<Checkpoint?> ReadCheckpointAsync(ConsumerGroup group, string partitionId, CancellationToken cancellationToken)
    {
        StoreCall call = new(StoreOperation.ReadCheckpoint, group, partitionId);
        using StoreDeadline deadline = Begin(cancellationToken);
        return await deadline.RunAsync(call, token => _reader.ReadAsync(call, token)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<PartitionResults<Checkpoint>> ListCheckpointsAsync(ConsumerGroup group, CancellationToken cancellationToken)
    {
        StoreCall call = new(StoreOperation.ListCheckpoints, group);
        using StoreDeadline deadline = Begin(cancellationToken);
        List<KeyValuePair<string, BlobRecord>> records =
            await ListAsync(deadline, call, _requests.Paths.CheckpointPrefix(group)).ConfigureAwait(false);
        return await deadline.EachAsync(
            call,
            records,
            record => record.Key,
            _options.MaxConcurrency,
            (own, record, token) => _reader.UnderstandAsync(own, record.Value, token)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<PartitionResults<CheckpointWriteResult>> WriteCheckpointsAsync(
        ConsumerGroup group, IReadOnlyList<CheckpointWrite> writes, CancellationToken cancellationToken)
    {
        StoreArguments.Check(writes);
        using StoreDeadline deadline = Begin(cancellationToken);
        return await deadline.EachAsync(
            new StoreCall(StoreOperation.WriteCheckpoints, group),
            writes,
            write => write.PartitionId,
            _options.MaxConcurrency,
            async (call, write, token) => new CheckpointWriteResult(write.PartitionId, await _writer.WriteAsync(call, write, token).ConfigureAwait(false)))
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<PartitionResults<PartitionRewound>> RewindAsync(
        ConsumerGroup group, IReadOnlyList<PartitionRewind> rewinds, CancellationToken cancellationToken)
    {
        StoreArguments.Check(rewinds);
        using StoreDeadline deadline = Begin(cancellationToken);
        return await deadline.EachAsync<PartitionRewind, PartitionRewound>(
            new StoreCall(StoreOperation.Rewind, group),
            rewinds,
            rewind => rewind.PartitionId,
            _options.MaxConcurrency,
            async (call, rewind, token) => await _rewinder.RewindAsync(call, rewind, token).ConfigureAwait(false)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<int> DeleteGroupAsync(ConsumerGroup group, CancellationToken cancellationToken)
    {
        StoreCall call = new(StoreOperation.DeleteGroup, group);
        _memory.Forget(group);
        using StoreDeadline deadline = Begin(cancellationToken);
        List<KeyValuePair<string, BlobRecord>> owners = await ListAsync(deadline, call, _requests.Paths.OwnershipPrefix(group)).ConfigureAwait(false);
        List<KeyValuePair<string, BlobRecord>> checkpoints = await ListAsync(deadline, call, _requests.Paths.CheckpointPrefix(group)).ConfigureAwait(false);
        PartitionResults<string> deleted = await deadline.EachAsync<string, string>(
            call,
            [.. owners.Select(record => _requests.Paths.Ownership(group, record.Key)), .. checkpoints.Select(record => _requests.Paths.Checkpoint(group, record.Key))],
            path => path[(path.LastIndexOf('/') + 1)..],
            _options.MaxConcurrency,
            async (own, path, token) => (await _requests.DeleteAsync(own, path, version: null, token).ConfigureAwait(false)).IsDone ? path : null)
            .ConfigureAwait(false);
        return deleted.Faults is [CheckpointStoreException fault, ..] ? throw fault : owners.Concat(checkpoints).DistinctBy(record => record.Key, StringComparer.Ordinal).Count();
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ConsumerGroup>> ListGroupsAsync(CancellationToken cancellationToken)
    {
        StoreCall call = new(StoreOperation.ListGroups, Group: null);
        using StoreDeadline deadline = Begin(cancellationToken);
        List<KeyValuePair<string, BlobRecord>> records = await deadline.RunAsync(
            call, token => _requests.ListAsync(call, prefix: "", withMetadata: false, _options.ListPageSize, token)).ConfigureAwait(false);
        return
        [
            .. records.Select(record => BlobPaths.GroupOf(record.Key) is { } group && _requests.Paths.IsSpelledRight(record.Key, group) ? group : null)
                .OfType<ConsumerGroup>()
                .Distinct()
                .OrderBy(group => group.ToString(), StringComparer.Ordinal),
        ];
    }

    /// <inheritdoc/>
    public Task ProvisionAsync(CancellationToken cancellationToken) => _container.ProvisionAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoreFinding>> VerifyAsync(CancellationToken cancellationToken)
    {
        StoreCall call = new(StoreOperation.Verify, Group: null);
        using StoreDeadline deadline = Begin(cancellationToken);
        return await deadline.RunAsync(call, _verifier.VerifyAsync).ConfigureAwait(false);
    }

    private static BlobCheckpointStoreOptions Validated(BlobCheckpointStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate(nameof(BlobCheckpointStoreOptions), hasClient: false);
        return options;
    }

    private Task<List<KeyValuePair<string, BlobRecord>>> ListAsync(StoreDeadline deadline, StoreCall call, string prefix) =>
        deadline.RunAsync(call, token => _requests.ListAsync(call, prefix, withMetadata: true, _options.ListPageSize, token));

    private StoreDeadline Begin(CancellationToken cancellationToken) => new(_options.Resilience.OperationTimeout, _clock, cancellationToken);
}
