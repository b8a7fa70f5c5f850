using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Checkpointing.Backends;
using Checkpointing.Blob.Layout;
using Checkpointing.Resilience;

namespace Checkpointing.Blob.Requests;

/// <summary>
/// The requests that the store is made of. "Not there" and "condition not met" are answers; everything else that is not success
/// is retried or thrown by the pipeline.
/// </summary>
internal sealed class BlobRequests
{
    /// <summary>What the service and Microsoft's stores give a blob of which nothing is said.</summary>
    private const string DefaultContentType = "application/octet-stream";

    private static readonly BinaryData NoContent = new(Array.Empty<byte>());

    private readonly BlobContainerClient _container;
    private readonly StorePipeline _pipeline;
    private readonly TimeProvider _clock;

    public BlobRequests(BlobContainerClient container, BlobPaths paths, StorePipeline pipeline, TimeProvider clock)
    {
        Paths = paths;
        _container = container;
        _pipeline = pipeline;
        _clock = clock;
    }

    /// <summary>Where the blobs are.</summary>
    public BlobPaths Paths { get; }

    /// <summary>Gets a blob's properties and metadata (HEAD); null if it does not exist.</summary>
    public Task<BlobRecord?> GetAsync(StoreCall call, string path, CancellationToken cancellationToken) =>
        _pipeline.ExecuteAsync<BlobRecord?>(
            call,
            async token =>
            {
                try
                {
                    Response<BlobProperties> response = await _container.GetBlobClient(path).GetPropertiesAsync(cancellationToken: token).ConfigureAwait(false);
                    BlobProperties properties = response.Value;
                    return new BlobRecord(
                        Version(properties.ETag),
                        Clock(response.GetRawResponse()).ToCaller(properties.LastModified),
                        properties.LastModified,
                        Metadata(properties.Metadata),
                        properties.ContentLength);
                }
                catch (RequestFailedException exception) when (BlobErrors.IsMissingBlob(exception))
                {
                    return null;
                }
            },
            cancellationToken);

    /// <summary>Makes an empty blob with metadata, unless one is there.</summary>
    public Task<BlobWritten> CreateAsync(StoreCall call, string path, IDictionary<string, string> metadata, CancellationToken cancellationToken) =>
        WriteAsync(
            call,
            async token => Written(await _container.GetBlobClient(path).UploadAsync(
                NoContent.ToStream(),
                new BlobUploadOptions { Metadata = metadata, Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } },
                token).ConfigureAwait(false)),
            cancellationToken);

    /// <summary>Replaces a blob's metadata, if its version is the given one.</summary>
    public Task<BlobWritten> ReplaceAsync(
        StoreCall call, string path, string version, IDictionary<string, string> metadata, CancellationToken cancellationToken) =>
        WriteAsync(
            call,
            async token =>
            {
                Response<BlobInfo> response = await _container.GetBlobClient(path).SetMetadataAsync(metadata, IfMatch(version), token).ConfigureAwait(false);
                return Done(response.Value.ETag, response.Value.LastModified, response.GetRawResponse());
            },
            cancellationToken);

    /// <summary>Gives a blob a new version, whatever its present one, and leaves body and metadata as they are.</summary>
    /// <remarks>Set Blob Properties does that in one request without a condition, so no writer, however fast, can keep it from happening.</remarks>
    public Task<BlobWritten> TouchAsync(StoreCall call, string path, CancellationToken cancellationToken) =>
        WriteAsync(
            call,
            async token =>
            {
                BlobHttpHeaders headers = new() { ContentType = DefaultContentType };
                Response<BlobInfo> response = await _container.GetBlobClient(path)
                    .SetHttpHeadersAsync(headers, cancellationToken: token).ConfigureAwait(false);
                return Done(response.Value.ETag, response.Value.LastModified, response.GetRawResponse());
            },
            cancellationToken);

    /// <summary>Deletes a blob: whatever its version, or only if it is the given one.</summary>
    public Task<BlobWritten> DeleteAsync(StoreCall call, string path, string? version, CancellationToken cancellationToken) =>
        WriteAsync(
            call,
            async token =>
            {
                Response response = await _container.GetBlobClient(path).DeleteAsync(
                    DeleteSnapshotsOption.IncludeSnapshots, version is null ? null : IfMatch(version), token).ConfigureAwait(false);
                return Done(default, default, response);
            },
            cancellationToken);

    /// <summary>Downloads a small body; null if the blob is gone.</summary>
    public Task<BinaryData?> DownloadAsync(StoreCall call, string path, CancellationToken cancellationToken) =>
        _pipeline.ExecuteAsync<BinaryData?>(
            call,
            async token =>
            {
                try
                {
                    return (await _container.GetBlobClient(path).DownloadContentAsync(token).ConfigureAwait(false)).Value.Content;
                }
                catch (RequestFailedException exception) when (BlobErrors.IsMissingBlob(exception))
                {
                    return null;
                }
            },
            cancellationToken);

    /// <summary>Lists blobs page by page; the keys are what follows the prefix.</summary>
    public async Task<List<KeyValuePair<string, BlobRecord>>> ListAsync(
        StoreCall call, string prefix, bool withMetadata, int? pageSize, CancellationToken cancellationToken)
    {
        List<KeyValuePair<string, BlobRecord>> records = [];
        for (string? continuation = null; continuation != "";)
        {
            string? from = continuation;
            Page<BlobItem> page = await _pipeline.ExecuteAsync(
                call, token => PageAsync(prefix, withMetadata, from, pageSize, token), cancellationToken).ConfigureAwait(false);
            ClockCorrection clock = Clock(page.GetRawResponse());
            foreach (BlobItem item in page.Values)
            {
                BlobItemProperties properties = item.Properties;
                DateTimeOffset storeTime = properties.LastModified ?? clock.StoreNow;
                records.Add(new(item.Name[prefix.Length..], new BlobRecord(
                    Version(properties.ETag ?? default),
                    clock.ToCaller(storeTime),
                    storeTime,
                    Metadata(item.Metadata),
                    properties.ContentLength ?? 0)));
            }

            continuation = page.ContinuationToken ?? "";
        }

        return records;
    }

    private static Dictionary<string, string> Metadata(IDictionary<string, string>? metadata)
    {
        // Two keys that differ only in case cannot come over HTTP, but nothing is lost by not relying on it.
        Dictionary<string, string> read = new(StringComparer.OrdinalIgnoreCase);
        if (metadata is not null)
        {
            foreach ((string key, string value) in metadata)
            {
                read[key] = value;
            }
        }

        return read;
    }

    /// <remarks>Some responses quote it and some do not; the same version has to be the same text.</remarks>
    private static string Version(ETag version) => version.ToString().Trim('"');

    private static BlobRequestConditions IfMatch(string version) => new() { IfMatch = new ETag(version) };

    private async Task<Page<BlobItem>> PageAsync(string prefix, bool withMetadata, string? continuation, int? pageSize, CancellationToken cancellationToken)
    {
        AsyncPageable<BlobItem> blobs = _container.GetBlobsAsync(withMetadata ? BlobTraits.Metadata : BlobTraits.None, BlobStates.None, prefix, cancellationToken);
        await foreach (Page<BlobItem> page in blobs.AsPages(continuation, pageSize).WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            return page;
        }

        throw new InvalidOperationException("The service answered a list request without a page.");
    }

    private async Task<BlobWritten> WriteAsync(StoreCall call, Func<CancellationToken, Task<BlobWritten>> write, CancellationToken cancellationToken)
    {
        int attempts = 0;
        return await _pipeline.ExecuteAsync(
            call,
            async token =>
            {
                attempts++;
                try
                {
                    return await write(token).ConfigureAwait(false);
                }
                catch (RequestFailedException exception) when (BlobErrors.IsRefusal(exception))
                {
                    return BlobWritten.Refused(isUnclear: attempts > 1);
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    private BlobWritten Written(Response<BlobContentInfo> response) => Done(response.Value.ETag, response.Value.LastModified, response.GetRawResponse());

    private BlobWritten Done(ETag version, DateTimeOffset lastModified, Response response) =>
        new(IsDone: true, Version(version), Clock(response).ToCaller(lastModified), lastModified, IsUnclear: false);

    /// <remarks>A response without a date would be against HTTP; the caller's clock is then the best guess.</remarks>
    private ClockCorrection Clock(Response response)
    {
        DateTimeOffset now = _clock.GetUtcNow();
        return new ClockCorrection(response.Headers.Date ?? now, now);
    }
}
