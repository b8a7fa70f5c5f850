using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Checkpointing;
using Checkpointing.Blob;
using Checkpointing.Tests.Services;

namespace StoreOverhead;

/// <summary>Set Blob Metadata without a condition, as many at once as the store has.</summary>
internal sealed class BlobDriver : BareDriver
{
    private const string Container = "store-overhead";

    private Azurite? _azurite;
    private BlobContainerClient? _container;

    public override string Name => "Blob";

    public override string WriteRequest => "Set Blob Metadata";

    public override string ClaimRequest => "Set Blob Metadata for each partition, 16 at once";

    public override async Task<ICheckpointStore> StartAsync(int partitions)
    {
        _azurite = await Azurite.StartAsync();
        _container = new BlobContainerClient(_azurite.ConnectionString, Container);
        await _container.CreateIfNotExistsAsync();
        for (int index = 0; index < partitions; index++)
        {
            await _container.GetBlobClient($"driver/{index}").UploadAsync(BinaryData.Empty, overwrite: true);
        }

        return new BlobCheckpointStore(new BlobCheckpointStoreOptions { ConnectionString = _azurite.ConnectionString, ContainerName = Container });
    }

    public override Task WriteAsync(long sequenceNumber) => SetAsync("0", ("sequencenumber", $"{sequenceNumber}"), ("offset", "1048576"));

    public override Task ClaimAsync(string[] partitionIds, string[] versions) => Parallel.ForEachAsync(
        partitionIds,
        new ParallelOptions { MaxDegreeOfParallelism = BlobCheckpointStoreOptions.DefaultMaxConcurrency },
        async (partition, _) => await SetAsync(partition, ("ownerid", "processor")));

    public override ValueTask DisposeAsync() => _azurite?.DisposeAsync() ?? ValueTask.CompletedTask;

    private Task<Response<BlobInfo>> SetAsync(string partition, params (string Key, string Value)[] metadata) =>
        _container!.GetBlobClient($"driver/{partition}").SetMetadataAsync(metadata.ToDictionary(pair => pair.Key, pair => pair.Value));
}
