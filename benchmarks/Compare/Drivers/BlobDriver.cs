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

    public override async Task<int> WriteAsync(int lane, long sequenceNumber)
    {
        await WriteAsync(Ids.Of(lane, 1).First(), sequenceNumber);
        return 1;
    }

    public override Task<int> WriteAsync(string[] partitionIds, long sequenceNumber) => EachAsync(partitionIds, (partition, _) => WriteAsync(partition, sequenceNumber));

    public override async Task<int> ReadAsync() => (await Blob(Group, "0").GetPropertiesAsync()).Value.Metadata.Count > 0 ? 1 : 0;

    public override async Task<int> ListAsync()
    {
        int count = 0;
        await foreach (BlobItem item in _container!.GetBlobsAsync(BlobTraits.Metadata, prefix: ListGroup + "/"))
        {
            count += item.Metadata.Count > 0 ? 1 : 0;
        }

        return count;
    }

    public override Task<int> ClaimAsync(int lane, string[] partitionIds, string[] versions) =>
        EachAsync(partitionIds, (partition, stop) => Blob(Group, partition).SetMetadataAsync(Owner, cancellationToken: stop));

    public override Task<int> InsertAsync(string group, string[] partitionIds, string[] versions) =>
        EachAsync(partitionIds, (partition, stop) => Blob(group, partition).UploadAsync(Stream.Null, new BlobUploadOptions { Metadata = Owner }, stop));

    public override async ValueTask DisposeAsync()
    {
        if (_container is not null)
        {
            await _container.DeleteIfExistsAsync();
        }
    }

    private static Dictionary<string, string> Owner => new() { ["ownerid"] = "processor" };

    /// <summary>Each is a request of its own, and one that is refused is an exception.</summary>
    private static async Task<int> EachAsync(string[] partitionIds, Func<string, CancellationToken, Task> ask)
    {
        await Parallel.ForEachAsync(partitionIds, AtOnce, async (partition, stop) => await ask(partition, stop));
        return partitionIds.Length;
    }

    private Task<Response<BlobInfo>> WriteAsync(string partition, long sequenceNumber) =>
        Blob(Group, partition).SetMetadataAsync(new Dictionary<string, string> { ["sequencenumber"] = $"{sequenceNumber}", ["offset"] = "1048576" });

    private BlobClient Blob(string group, string partition) => _container!.GetBlobClient($"{group}/{partition}");
}
