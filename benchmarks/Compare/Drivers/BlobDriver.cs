using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Checkpointing.Blob;

namespace Compare.Drivers;

/// <summary>Set Blob Metadata without a condition, as many at once as the store has.</summary>
internal sealed class BlobDriver : BareDriver
{
    private static readonly ParallelOptions AtOnce = new() { MaxDegreeOfParallelism = BlobCheckpointStoreOptions.DefaultMaxConcurrency };

    private BlobContainerClient? _container;

    public override DriverRequests Requests { get; } = new(
        "Set Blob Metadata",
        "Set Blob Metadata for each, 16 at once",
        "Get Blob Properties",
        "List Blobs with metadata",
        "Set Blob Metadata for each, 16 at once",
        "Put Blob for each, 16 at once");

    public override async Task StartAsync(string connectionString, int partitions, int listed)
    {
        _container = new BlobContainerClient(connectionString, Space.Replace('_', '-'));
        await _container.CreateIfNotExistsAsync();
        await InsertAsync(Group, [.. Ids.Of(partitions)], [.. Ids.Of(partitions)]);
        await InsertAsync(ListGroup, [.. Ids.Of(listed)], [.. Ids.Of(listed)]);
    }

    public override Task WriteAsync(int lane, long sequenceNumber) => WriteAsync(Ids.Of(lane, 1).First(), sequenceNumber);

    public override Task WriteAsync(string[] partitionIds, long sequenceNumber) =>
        Parallel.ForEachAsync(partitionIds, AtOnce, async (partition, _) => await WriteAsync(partition, sequenceNumber));

    public override Task ReadAsync() => Blob(Group, "0").GetPropertiesAsync();

    public override async Task<int> ListAsync()
    {
        int count = 0;
        await foreach (BlobItem item in _container!.GetBlobsAsync(BlobTraits.Metadata, prefix: ListGroup + "/"))
        {
            count += item.Metadata.Count;
        }

        return count;
    }

    public override Task ClaimAsync(int lane, string[] partitionIds, string[] versions) =>
        Parallel.ForEachAsync(partitionIds, AtOnce, async (partition, stop) => await Blob(Group, partition).SetMetadataAsync(Owner, cancellationToken: stop));

    public override Task InsertAsync(string group, string[] partitionIds, string[] versions) =>
        Parallel.ForEachAsync(partitionIds, AtOnce, async (partition, stop) => await Blob(group, partition).UploadAsync(Stream.Null, new BlobUploadOptions { Metadata = Owner }, stop));

    public override async ValueTask DisposeAsync()
    {
        if (_container is not null)
        {
            await _container.DeleteIfExistsAsync();
        }
    }

    private static Dictionary<string, string> Owner => new() { ["ownerid"] = "processor" };

    private Task<Response<BlobInfo>> WriteAsync(string partition, long sequenceNumber) =>
        Blob(Group, partition).SetMetadataAsync(new Dictionary<string, string> { ["sequencenumber"] = $"{sequenceNumber}", ["offset"] = "1048576" });

    private BlobClient Blob(string group, string partition) => _container!.GetBlobClient($"{group}/{partition}");
}
