using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Checkpointing.Conformance;
using Checkpointing.Conformance.Servers;
using Checkpointing.Resilience;

namespace Checkpointing.Blob.Tests;

/// <summary>One container.</summary>
public sealed class BlobHarness(AzuriteFixture azurite) : StoreHarness
{
    private readonly string _container = "conformance-" + Guid.NewGuid().ToString("n");

    public override StoreTraits Traits => StoreTraits.LocalEpochs | StoreTraits.NoOwnerInstance | StoreTraits.SlashesJoinNames | StoreTraits.PlainTextOnly
        | StoreTraits.DamageIsAbsence | StoreTraits.NoRequests;

    public override TimeSpan TimeResolution => TimeSpan.FromSeconds(1);

    /// <remarks>A first claim reads the checkpoint for its fence; the fence goes up with the first checkpoints; a rewind is a sequence of steps.</remarks>
    public override StoreCosts Costs => StoreCosts.OnePerPartition with { FirstClaims = partitions => 2 * partitions, CheckpointsBeforeUsual = 2, Rewind = 7 };

    public override async ValueTask<ICheckpointStore> CreateClientAsync(TimeProvider clock)
    {
        BlobCheckpointStoreOptions options = new()
        {
            ConnectionString = azurite.ConnectionString,
            ContainerName = _container,
            ListPageSize = 500,

            // A call for thousands of partitions is thousands of requests, and the emulator is slow.
            Resilience = new StoreResilienceOptions { OperationTimeout = TimeSpan.FromMinutes(4) },
        };
        BlobCheckpointStore client = new(options, clock);
        await client.ProvisionAsync(TestContext.Current.CancellationToken);
        return client;
    }

    /// <remarks>Some six thousand requests are enough; a page has 500.</remarks>
    public override int ManyPartitions => 1100;

    public override int Histories => 40;

    /// <summary>Metadata, a space, and the body; names are lower-cased and values taken as they are.</summary>
    public override IReadOnlyList<string> CheckpointDamages =>
        ["", " no json", " [1,2]", " {\"offset\":\"\"}", "offset=&sequencenumber=", "offset=&sequencenumber=many", "offset=&sequencenumber=99999999999999999999", "unknown=1"];

    public override async ValueTask DamageAsync(ConsumerGroup group, string partitionId, string damage)
    {
        string[] parts = damage.Split(' ', 2);
        Dictionary<string, string> metadata = parts[0].Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('='))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        await Checkpoint(group, partitionId).UploadAsync(
            BinaryData.FromString(parts.ElementAtOrDefault(1) ?? "").ToStream(), new BlobUploadOptions { Metadata = metadata });
    }

    public override async ValueTask<string> DumpAsync(ConsumerGroup group, string partitionId)
    {
        BlobDownloadResult blob = await Checkpoint(group, partitionId).DownloadContentAsync();
        return $"{blob.Details.ETag} {string.Join(", ", blob.Details.Metadata)} {blob.Content}";
    }

    public override async ValueTask<StoredFormat> OpenFormatAsync(string? format) => await BlobStoredFormat.OpenAsync(azurite.ConnectionString, format);

    private BlobClient Checkpoint(ConsumerGroup group, string partitionId) =>
        new BlobContainerClient(azurite.ConnectionString, _container).GetBlobClient($"{group}/checkpoint/{partitionId}");

    public override async ValueTask<StoreServer> StartServerAsync() => await BlobServer.CreateAsync();

    /// <remarks>The service stays; every client is gone with its test anyway.</remarks>
    public override ValueTask RestartAsync() => ValueTask.CompletedTask;

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
