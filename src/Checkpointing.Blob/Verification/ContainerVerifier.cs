using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Checkpointing.Blob.Layout;
using Checkpointing.Resilience;

namespace Checkpointing.Blob.Verification;

/// <summary>
/// Looks at a container without changing anything. Recommendations: https://learn.microsoft.com/azure/event-hubs/event-processor-balance-partition-load.
/// Some settings belong to the account, and the store's own permissions do not show them: then that is what is found.
/// </summary>
internal sealed class ContainerVerifier
{
    private static readonly StoreCall Call = new(StoreOperation.Verify, Group: null);

    private readonly BlobContainerClient _container;
    private readonly BlobPaths _paths;
    private readonly StorePipeline _pipeline;

    public ContainerVerifier(BlobContainerClient container, BlobPaths paths, StorePipeline pipeline)
    {
        _container = container;
        _paths = paths;
        _pipeline = pipeline;
    }

    /// <summary>Everything that was found wanting.</summary>
    public async Task<IReadOnlyList<StoreFinding>> VerifyAsync(CancellationToken cancellationToken)
    {
        Page<BlobItem> blobs;
        try
        {
            blobs = await AskAsync(FirstPageAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (CheckpointStoreException exception)
        {
            return [new StoreFinding(IsError: true, exception.Message)];
        }

        return
        [
            .. ContainerFindings.InBlobs(_paths, blobs.Values),
            .. await VersioningAsync(blobs, cancellationToken).ConfigureAwait(false),
            .. await LookAsync(ContainerAsync, ContainerFindings.InContainer, ContainerFindings.UnknownProtection, cancellationToken).ConfigureAwait(false),
            .. await LookAsync(ServiceAsync, ContainerFindings.InService, ContainerFindings.UnknownSoftDelete, cancellationToken).ConfigureAwait(false),
            .. await LookAsync(AccountAsync, ContainerFindings.InAccount, ContainerFindings.UnknownNamespace, cancellationToken).ConfigureAwait(false),
        ];
    }

    private async Task<IEnumerable<StoreFinding>> VersioningAsync(Page<BlobItem> blobs, CancellationToken cancellationToken) =>
        blobs.Values is [BlobItem any, ..]
            ? await LookAsync(
                async token => (await _container.GetBlobClient(any.Name).GetPropertiesAsync(cancellationToken: token).ConfigureAwait(false)).Value,
                ContainerFindings.InBlob,
                ContainerFindings.UnknownVersioning,
                cancellationToken).ConfigureAwait(false)
            : [ContainerFindings.NoBlobYet];

    private async Task<IEnumerable<StoreFinding>> LookAsync<T>(
        Func<CancellationToken, Task<T>> ask, Func<T, IEnumerable<StoreFinding>> judge, StoreFinding unknown, CancellationToken cancellationToken)
    {
        try
        {
            return judge(await AskAsync(ask, cancellationToken).ConfigureAwait(false));
        }
        catch (CheckpointStoreException)
        {
            return [unknown];
        }
    }

    private Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken) => _pipeline.ExecuteAsync(Call, ask, cancellationToken);

    private async Task<Page<BlobItem>> FirstPageAsync(CancellationToken cancellationToken)
    {
        IAsyncEnumerator<Page<BlobItem>> pages = _container.GetBlobsAsync(cancellationToken: cancellationToken).AsPages().GetAsyncEnumerator(cancellationToken);
        await using (pages.ConfigureAwait(false))
        {
            await pages.MoveNextAsync().ConfigureAwait(false);
            return pages.Current;
        }
    }

    private async Task<BlobContainerProperties> ContainerAsync(CancellationToken cancellationToken) =>
        (await _container.GetPropertiesAsync(cancellationToken: cancellationToken).ConfigureAwait(false)).Value;

    private async Task<BlobServiceProperties> ServiceAsync(CancellationToken cancellationToken) =>
        (await _container.GetParentBlobServiceClient().GetPropertiesAsync(cancellationToken).ConfigureAwait(false)).Value;

    private async Task<AccountInfo> AccountAsync(CancellationToken cancellationToken) =>
        (await _container.GetParentBlobServiceClient().GetAccountInfoAsync(cancellationToken).ConfigureAwait(false)).Value;
}
