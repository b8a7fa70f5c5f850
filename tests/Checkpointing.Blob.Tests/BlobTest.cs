using Azure.Core;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Checkpointing.Resilience;
using Checkpointing.Tests.Services;
using Microsoft.Extensions.Logging;

namespace Checkpointing.Blob.Tests;

/// <summary>A container of its own for each test, a store on it, and another store that stands for another process.</summary>
public abstract class BlobTest(AzuriteFixture azurite) : IAsyncLifetime
{
    protected const string Prefix = "contoso.servicebus.windows.net/orders/$default";

    protected static readonly ConsumerGroup Group = new("Contoso.servicebus.windows.net", "Orders", "$Default");

    private readonly string _containerName = "test-" + Guid.NewGuid().ToString("n");

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected FaultPolicy Faults { get; } = new();

    protected RecordingLogger<BlobCheckpointStore> Logger { get; } = new();

    /// <summary>The container as another SDK sees it.</summary>
    protected BlobContainerClient Container { get; private set; } = null!;

    protected BlobCheckpointStore Store { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Container = new BlobContainerClient(azurite.ConnectionString, _containerName);
        await Container.CreateAsync(cancellationToken: Token);
        Store = Open(Faults);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Container is not null)
        {
            await Container.DeleteIfExistsAsync(cancellationToken: Token);
        }
    }

    /// <summary>A store whose limits are short, so that a test of a silent service is.</summary>
    protected BlobCheckpointStore Open(
        FaultPolicy? faults = null,
        ILogger<BlobCheckpointStore>? logger = null,
        StoreResilienceOptions? resilience = null,
        int maxConcurrency = BlobCheckpointStoreOptions.DefaultMaxConcurrency,
        TimeProvider? clock = null,
        IEnumerable<string>? spelledGroups = null)
    {
        BlobClientOptions client = new();
        client.Retry.MaxRetries = 0;
        if (faults is not null)
        {
            client.AddPolicy(faults, HttpPipelinePosition.PerRetry);
        }

        BlobCheckpointStoreOptions options = new()
        {
            MaxConcurrency = maxConcurrency,
            Resilience = resilience ?? new StoreResilienceOptions
            {
                OperationTimeout = TimeSpan.FromSeconds(20),
                AttemptTimeout = TimeSpan.FromSeconds(10),
                RetryDelay = TimeSpan.FromMilliseconds(1),
            },
        };
        foreach (string spelled in spelledGroups ?? [])
        {
            options.SpelledGroups.Add(spelled);
        }

        return new BlobCheckpointStore(new BlobContainerClient(azurite.ConnectionString, _containerName, client), options, clock, logger ?? Logger);
    }

    /// <summary>Writes a blob as some other program would.</summary>
    protected Task PutAsync(string path, Dictionary<string, string>? metadata = null, string body = "") =>
        Container.GetBlobClient($"{Prefix}/{path}").UploadAsync(BinaryData.FromString(body).ToStream(), new BlobUploadOptions { Metadata = metadata }, Token);

    /// <summary>A blob's properties as some other program reads them.</summary>
    protected async Task<BlobProperties> GetAsync(string path) =>
        (await Container.GetBlobClient($"{Prefix}/{path}").GetPropertiesAsync(cancellationToken: Token)).Value;

    protected static async Task<PartitionOwnership?> ClaimAsync(BlobCheckpointStore store, string owner, string? version = null, string instance = "1")
    {
        PartitionResults<PartitionOwnership> results = await store.ClaimOwnershipAsync(Group, [new OwnershipClaim("0", owner, instance, version)], Token);
        results.Faults.ShouldBeEmpty();
        return results.Items.SingleOrDefault();
    }

    protected static async Task<PartitionOwnership> WinAsync(BlobCheckpointStore store, string owner, string? version = null, string instance = "1") =>
        (await ClaimAsync(store, owner, version, instance)).ShouldNotBeNull();

    protected static async Task<CheckpointOutcome> WriteAsync(BlobCheckpointStore store, long sequenceNumber, long epoch)
    {
        PartitionResults<CheckpointWriteResult> results =
            await store.WriteCheckpointsAsync(Group, [new CheckpointWrite("0", sequenceNumber, $"{sequenceNumber * 10}", epoch, "me")], Token);
        results.Faults.ShouldBeEmpty();
        return results.Items.ShouldHaveSingleItem().Outcome;
    }

    protected Task<Checkpoint?> ReadAsync() => Store.ReadCheckpointAsync(Group, "0", Token);

    protected static bool IsMetadataWrite(Request request, string kind) =>
        request.Method == RequestMethod.Put && request.Uri.Path.Contains($"/{kind}/", StringComparison.Ordinal);
}
