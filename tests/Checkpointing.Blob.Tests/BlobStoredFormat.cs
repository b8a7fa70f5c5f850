using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Checkpointing.Conformance;

namespace Checkpointing.Blob.Tests;

/// <summary>A container of its own, with the blobs that the present version writes or with those that are kept of a released one.</summary>
internal sealed class BlobStoredFormat : StoredFormat
{
    private const string Prefix = "contoso.servicebus.windows.net/orders/$default/";

    private readonly BlobContainerClient _container;

    private BlobStoredFormat(BlobContainerClient container)
    {
        _container = container;
        Store = new BlobCheckpointStore(container, new BlobCheckpointStoreOptions());
    }

    public override ICheckpointStore Store { get; }

    /// <summary>Makes a container.</summary>
    /// <param name="connectionString">The account.</param>
    /// <param name="format">The kept blobs, names and metadata as JSON; null for none.</param>
    public static async Task<BlobStoredFormat> OpenAsync(string connectionString, string? format)
    {
        BlobContainerClient container = new(connectionString, "format-" + Guid.NewGuid().ToString("n"));
        await container.CreateAsync();
        if (format is not null)
        {
            using JsonDocument blobs = JsonDocument.Parse(await File.ReadAllBytesAsync(format));
            foreach (JsonProperty blob in blobs.RootElement.EnumerateObject())
            {
                await container.GetBlobClient(Prefix + blob.Name).UploadAsync(
                    Stream.Null, new BlobUploadOptions { Metadata = blob.Value.Deserialize<Dictionary<string, string>>() });
            }
        }

        return new BlobStoredFormat(container);
    }

    public override async ValueTask<string> DescribeAsync()
    {
        List<string> lines = [];
        await foreach (BlobItem blob in _container.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, prefix: null, CancellationToken.None))
        {
            lines.Add($"{blob.Name} {blob.Properties.ContentLength} {string.Join(", ", blob.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))}");
        }

        return string.Join('\n', lines);
    }

    public override async ValueTask DisposeAsync() => await _container.DeleteAsync();
}
