using System.Net;
using Checkpointing.Cosmos.Requests;
using Checkpointing.Resilience;
using Microsoft.Azure.Cosmos;

namespace Checkpointing.Cosmos;

/// <summary>The container itself: made when asked for, and looked at.</summary>
internal sealed class CosmosContainer : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Container _container;
    private readonly CosmosRequests _requests;
    private readonly StorePipeline _pipeline;
    private readonly CosmosCheckpointStoreOptions _options;
    private readonly TimeProvider _clock;
    private volatile bool _isReady;

    public CosmosContainer(Container container, CosmosRequests requests, StorePipeline pipeline, CosmosCheckpointStoreOptions options, TimeProvider clock)
    {
        _container = container;
        _requests = requests;
        _pipeline = pipeline;
        _options = options;
        _clock = clock;
    }

    /// <summary>The definition of the container, for those who create it themselves: the <c>resource</c> of a template, or of a request.</summary>
    public static string Definition(string name) =>
        $$"""
        {
          "id": "{{name}}",
          "partitionKey": { "paths": ["{{CosmosNames.PartitionKeyPath}}"], "kind": "Hash", "version": 2 },
          "indexingPolicy": {
            "indexingMode": "consistent",
            "automatic": true,
            "includedPaths": [{ "path": "{{CosmosNames.PartitionKeyPath}}/?" }],
            "excludedPaths": [{ "path": "/*" }]
          }
        }
        """;

    /// <summary>
    /// Looks at the container before the first operation: that it is there (or a missing one would look like missing checkpoints), that its
    /// documents are found by the consumer group, and what time it is.
    /// </summary>
    /// <returns>Whether this call had to look.</returns>
    public async Task<bool> EnsureAsync(StoreCall call, CancellationToken cancellationToken)
    {
        if (_isReady)
        {
            return false;
        }

        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_isReady)
            {
                return false;
            }

            await OpenAsync(call with { PartitionId = null }, _options.ProvisionOnStart, cancellationToken).ConfigureAwait(false);
            return _isReady = true;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Creates database and container unless they are there.</summary>
    public Task ProvisionAsync(CancellationToken cancellationToken) =>
        OpenAsync(new StoreCall(StoreOperation.Provision, Group: null), provision: true, cancellationToken);

    /// <summary>Looks whether container and account are as they should be.</summary>
    public async Task<IReadOnlyList<StoreFinding>> VerifyAsync(CancellationToken cancellationToken)
    {
        StoreCall call = new(StoreOperation.Verify, Group: null);
        try
        {
            ContainerProperties? properties = await ReadAsync(call, cancellationToken).ConfigureAwait(false);
            if (properties is null)
            {
                return [new StoreFinding(IsError: true, Missing())];
            }

            AccountProperties account = await _pipeline.ExecuteAsync(
                call, token => _container.Database.Client.ReadAccountAsync().WaitAsync(token), cancellationToken).ConfigureAwait(false);
            ConsistencyLevel consistency =
                _container.Database.Client.ClientOptions.ConsistencyLevel ?? account.Consistency.DefaultConsistencyLevel;
            return CosmosFindings.Of(properties, [.. account.WritableRegions.Select(region => region.Name)], consistency);
        }
        catch (CheckpointStoreException exception)
        {
            return [new StoreFinding(IsError: true, exception.Message)];
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task OpenAsync(StoreCall call, bool provision, CancellationToken cancellationToken)
    {
        ContainerProperties? properties = await ReadAsync(call, cancellationToken).ConfigureAwait(false);
        if (properties is null && provision)
        {
            await CreateAsync(call, cancellationToken).ConfigureAwait(false);
            properties = await ReadAsync(call, cancellationToken).ConfigureAwait(false);
        }

        string? problem = properties is null ? Missing()
            : _requests.Server.IsKnown ? CosmosFindings.WrongPartitionKey(properties)
            : "the service's answer has no Date header, without which its clock is unknown. Look for a proxy that takes it away.";
        if (problem is not null)
        {
            throw new CheckpointStoreException(call.Operation, call.Group, call.PartitionId, problem);
        }
    }

    private Task<ContainerProperties?> ReadAsync(StoreCall call, CancellationToken cancellationToken) => _pipeline.ExecuteAsync<ContainerProperties?>(
        call,
        async token =>
        {
            long sent = _clock.GetTimestamp();
            try
            {
                ContainerResponse response = await _container.ReadContainerAsync(cancellationToken: token).WaitAsync(token).ConfigureAwait(false);
                _requests.Note(call, response.StatusCode, response.Headers, sent);
                return response.Resource;
            }
            catch (CosmosException exception) when (exception.StatusCode == HttpStatusCode.NotFound)
            {
                return null;
            }
        },
        cancellationToken);

    private Task<bool> CreateAsync(StoreCall call, CancellationToken cancellationToken) => _pipeline.ExecuteAsync(
        call,
        async token =>
        {
            await _container.Database.Client.CreateDatabaseIfNotExistsAsync(_container.Database.Id, cancellationToken: token)
                .WaitAsync(token).ConfigureAwait(false);
            try
            {
                await _container.Database.CreateContainerAsync(Properties(), _options.Throughput, cancellationToken: token)
                    .WaitAsync(token).ConfigureAwait(false);
            }
            catch (CosmosException exception) when (exception.StatusCode == HttpStatusCode.Conflict)
            {
                // Another process was first, or an earlier attempt of ours.
                return false;
            }

            return true;
        },
        cancellationToken);

    private ContainerProperties Properties()
    {
        ContainerProperties properties = new(_container.Id, CosmosNames.PartitionKeyPath) { PartitionKeyDefinitionVersion = PartitionKeyDefinitionVersion.V2 };
        properties.IndexingPolicy.IncludedPaths.Add(new IncludedPath { Path = CosmosNames.PartitionKeyPath + "/?" });
        properties.IndexingPolicy.ExcludedPaths.Add(new ExcludedPath { Path = "/*" });
        return properties;
    }

    private string Missing() =>
        $"the container '{_container.Id}' of the database '{_container.Database.Id}' does not exist. Call ProvisionAsync once, set "
        + $"{nameof(CosmosCheckpointStoreOptions.ProvisionOnStart)}, or create it from the printed definition.";
}
