using System.Text.Json;
using Checkpointing.Backends;
using Checkpointing.Cosmos.Documents;
using Checkpointing.Cosmos.Requests;
using Checkpointing.Resilience;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Checkpointing.Cosmos;

/// <summary>
/// Keeps ownership and checkpoints in a container of Azure Cosmos DB for NoSQL: one document per partition, and the consumer group as the partition
/// key.
/// </summary>
public sealed class CosmosCheckpointStore :
    ICheckpointStore, IOwnershipRequestStore, ICheckpointStoreOperator, ICheckpointStoreProvisioner, IDisposable
{
    /// <summary>The name of the meter that tells what requests cost.</summary>
    public const string MeterName = "Checkpointing.Cosmos";

    /// <summary>The name of its histogram: request units of each request, with the tags <c>operation</c> and <c>status</c>.</summary>
    public const string RequestChargeName = "checkpointing.cosmos.request_charge";

    private const string Documents = "SELECT * FROM c WHERE c.consumerGroup = @group";
    private const string Ids = "SELECT c.id FROM c WHERE c.consumerGroup = @group";
    private const string Groups = "SELECT c.consumerGroup FROM c";

    private readonly CosmosCheckpointStoreOptions _options;
    private readonly TimeProvider _clock;
    private readonly CosmosClient? _ownClient;
    private readonly CosmosRequests _requests;
    private readonly CosmosContainer _container;
    private readonly CosmosOwnership _ownership;
    private readonly CosmosCheckpoints _checkpoints;

    /// <summary>Makes a store, and a client that ends with it. Nothing is sent before the first operation.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="timeProvider">The caller's clock, which also times limits and pauses; the system's if null.</param>
    /// <param name="logger">Where retries are noted.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A setting is missing or wrong.</exception>
    public CosmosCheckpointStore(CosmosCheckpointStoreOptions options, TimeProvider? timeProvider = null, ILogger<CosmosCheckpointStore>? logger = null)
        : this(Validated(options), options.CreateClient(), timeProvider, logger)
    {
    }

    /// <summary>Makes a store over a container of yours, whatever serializer its client has. The client stays yours.</summary>
    /// <param name="container">The container. Set its client's <c>MaxRetryAttemptsOnRateLimitedRequests</c> to 0: the store waits as the service asks by itself.</param>
    /// <param name="options">The settings, of which those that name an account or a container are not used; the defaults if null.</param>
    /// <param name="timeProvider">The caller's clock, which also times limits and pauses; the system's if null.</param>
    /// <param name="logger">Where retries are noted.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A setting is wrong.</exception>
    public CosmosCheckpointStore(
        Container container,
        CosmosCheckpointStoreOptions? options = null,
        TimeProvider? timeProvider = null,
        ILogger<CosmosCheckpointStore>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(container);
        _options = options ?? new CosmosCheckpointStoreOptions();
        _options.Validate(nameof(CosmosCheckpointStoreOptions), hasClient: true);
        _clock = timeProvider ?? TimeProvider.System;
        StorePipeline pipeline = new(_options.Resilience, CosmosErrors.Classify, _clock, logger ?? NullLogger<CosmosCheckpointStore>.Instance);
        _requests = new CosmosRequests(container, pipeline, _clock);
        _container = new CosmosContainer(container, _requests, pipeline, _options, _clock);
        _ownership = new CosmosOwnership(_requests, _options);
        _checkpoints = new CosmosCheckpoints(_requests);
    }

    private CosmosCheckpointStore(
        CosmosCheckpointStoreOptions options, CosmosClient client, TimeProvider? timeProvider, ILogger<CosmosCheckpointStore>? logger)
        : this(client.GetContainer(options.DatabaseName, options.ContainerName), options, timeProvider, logger) => _ownClient = client;

    /// <summary>The definition of the container as JSON, for those who create it by a template or a request of their own.</summary>
    /// <param name="containerName">The container's name.</param>
    public static string ContainerDefinition(string containerName) => CosmosContainer.Definition(containerName);

    /// <inheritdoc/>
    public bool HoldsRequests => true;

    /// <inheritdoc/>
    public Task<PartitionResults<PartitionOwnership>> ListOwnershipAsync(ConsumerGroup group, CancellationToken cancellationToken) =>
        ListAsync(new StoreCall(StoreOperation.ListOwnership, group), CosmosOwnership.Read, cancellationToken);

    /// <inheritdoc/>
    public Task<PartitionResults<PartitionOwnership>> ClaimOwnershipAsync(
        ConsumerGroup group, IReadOnlyList<OwnershipClaim> claims, CancellationToken cancellationToken)
    {
        StoreArguments.Check(claims);
        return ForAllAsync(new StoreCall(StoreOperation.ClaimOwnership, group), claims, _ownership.ClaimAsync, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<PartitionResults<PartitionOwnership>> RequestOwnershipAsync(
        ConsumerGroup group, IReadOnlyList<OwnershipRequest> requests, CancellationToken cancellationToken)
    {
        StoreArguments.Check(requests);
        return ForAllAsync(new StoreCall(StoreOperation.RequestOwnership, group), requests, _ownership.RequestAsync, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Checkpoint?> ReadCheckpointAsync(ConsumerGroup group, string partitionId, CancellationToken cancellationToken) => RunAsync(
        new StoreCall(StoreOperation.ReadCheckpoint, group, partitionId),
        async (call, token) => await _requests.ReadAsync(call, token).ConfigureAwait(false) is { } document
            ? CosmosCheckpoints.Read(document, _requests.Correction)
            : null,
        cancellationToken);

    /// <inheritdoc/>
    public Task<PartitionResults<Checkpoint>> ListCheckpointsAsync(ConsumerGroup group, CancellationToken cancellationToken) =>
        ListAsync(new StoreCall(StoreOperation.ListCheckpoints, group), CosmosCheckpoints.Read, cancellationToken);

    /// <inheritdoc/>
    public Task<PartitionResults<CheckpointWriteResult>> WriteCheckpointsAsync(
        ConsumerGroup group, IReadOnlyList<CheckpointWrite> writes, CancellationToken cancellationToken)
    {
        StoreArguments.Check(writes);
        return EachAsync(
            new StoreCall(StoreOperation.WriteCheckpoints, group), writes, write => write.PartitionId, _checkpoints.WriteAsync, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<PartitionResults<PartitionRewound>> RewindAsync(
        ConsumerGroup group, IReadOnlyList<PartitionRewind> rewinds, CancellationToken cancellationToken)
    {
        StoreArguments.Check(rewinds);
        return EachAsync<PartitionRewind, PartitionRewound>(
            new StoreCall(StoreOperation.Rewind, group),
            rewinds,
            rewind => rewind.PartitionId,
            async (call, rewind, token) => await _checkpoints.RewindAsync(call, rewind, token).ConfigureAwait(false),
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<int> DeleteGroupAsync(ConsumerGroup group, CancellationToken cancellationToken)
    {
        StoreCall call = new(StoreOperation.DeleteGroup, group);
        using StoreDeadline deadline = Begin(cancellationToken);
        List<JsonElement> items = await QueryAsync(deadline, call, Ids).ConfigureAwait(false);
        PartitionResults<string> deleted = await deadline.EachAsync<JsonElement, string>(
            call,
            items,
            item => item.GetProperty("id").GetString()!,
            _options.MaxConcurrency,
            async (own, item, token) =>
            {
                await _requests.DeleteAsync(own, own.PartitionId!, token).ConfigureAwait(false);
                return own.PartitionId;
            }).ConfigureAwait(false);
        return deleted.Faults is [CheckpointStoreException fault, ..] ? throw fault : items.Count;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ConsumerGroup>> ListGroupsAsync(CancellationToken cancellationToken)
    {
        using StoreDeadline deadline = Begin(cancellationToken);
        List<JsonElement> items = await QueryAsync(deadline, new StoreCall(StoreOperation.ListGroups, Group: null), Groups).ConfigureAwait(false);
        return
        [
            .. items.Select(item => TextOf(item, "consumerGroup"))
                .Distinct(StringComparer.Ordinal)
                .Select(CosmosNames.GroupOf)
                .OfType<ConsumerGroup>()
                .OrderBy(group => group.ToString(), StringComparer.Ordinal),
        ];
    }

    /// <inheritdoc/>
    public Task ProvisionAsync(CancellationToken cancellationToken) => _container.ProvisionAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoreFinding>> VerifyAsync(CancellationToken cancellationToken) => _container.VerifyAsync(cancellationToken);

    /// <summary>Closes the connections, if the store made its client itself.</summary>
    public void Dispose()
    {
        _ownClient?.Dispose();
        _container.Dispose();
    }

    private static CosmosCheckpointStoreOptions Validated(CosmosCheckpointStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate(nameof(CosmosCheckpointStoreOptions), hasClient: false);
        return options;
    }

    private StoreDeadline Begin(CancellationToken cancellationToken) => new(_options.Resilience.OperationTimeout, _clock, cancellationToken);

    private async Task<T> RunAsync<T>(StoreCall call, Func<StoreCall, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using StoreDeadline deadline = Begin(cancellationToken);
        return await deadline.RunAsync(
            call,
            async token =>
            {
                await _container.EnsureAsync(call, token).ConfigureAwait(false);
                return await work(call, token).ConfigureAwait(false);
            }).ConfigureAwait(false);
    }

    private Task<PartitionResults<TResult>> EachAsync<T, TResult>(
        StoreCall call,
        IReadOnlyList<T> items,
        Func<T, string> partitionOf,
        Func<StoreCall, T, CancellationToken, Task<TResult?>> work,
        CancellationToken cancellationToken)
        where TResult : notnull =>
        ForAllAsync(call, items, (deadline, own, all) => deadline.EachAsync(own, all, partitionOf, _options.MaxConcurrency, work), cancellationToken);

    private async Task<PartitionResults<TResult>> ForAllAsync<T, TResult>(
        StoreCall call,
        IReadOnlyList<T> items,
        Func<StoreDeadline, StoreCall, IReadOnlyList<T>, Task<PartitionResults<TResult>>> work,
        CancellationToken cancellationToken)
    {
        if (items.Count == 0)
        {
            return new PartitionResults<TResult>([], []);
        }

        using StoreDeadline deadline = Begin(cancellationToken);
        await deadline.RunAsync(call, token => _container.EnsureAsync(call, token)).ConfigureAwait(false);
        return await work(deadline, call, items).ConfigureAwait(false);
    }

    private async Task<PartitionResults<T>> ListAsync<T>(
        StoreCall call, Func<PartitionDocument, ClockCorrection, T?> make, CancellationToken cancellationToken)
        where T : class
    {
        using StoreDeadline deadline = Begin(cancellationToken);
        List<JsonElement> documents = await QueryAsync(deadline, call, Documents).ConfigureAwait(false);
        ClockCorrection clock = _requests.Correction;
        List<T> items = [];
        List<CheckpointStoreException> faults = [];
        foreach (JsonElement document in documents)
        {
            try
            {
                if (make(CosmosRequests.Understand(call with { PartitionId = NameOf(document) }, document), clock) is { } item)
                {
                    items.Add(item);
                }
            }
            catch (CheckpointStoreException exception)
            {
                faults.Add(exception);
            }
        }

        return new PartitionResults<T>(items, faults);
    }

    /// <summary>The partition that a document belongs to, as far as it can be told; a foreign document's id otherwise.</summary>
    private static string NameOf(JsonElement document) => TextOf(document, "partitionId") ?? document.GetProperty("id").GetString()!;

    /// <summary>A property, if it is a text; half a surrogate pair in it makes it none.</summary>
    private static string? TextOf(JsonElement document, string property)
    {
        try
        {
            return document.TryGetProperty(property, out JsonElement text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private async Task<List<JsonElement>> QueryAsync(StoreDeadline deadline, StoreCall call, string query)
    {
        await deadline.RunAsync(call, token => _container.EnsureAsync(call, token)).ConfigureAwait(false);
        return await deadline.RunAsync(call, token => _requests.QueryAsync(call, query, _options.ListPageSize, token)).ConfigureAwait(false);
    }
}
