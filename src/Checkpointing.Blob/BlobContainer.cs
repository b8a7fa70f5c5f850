using Azure;
using Azure.Storage.Blobs;
using Checkpointing.Resilience;

namespace Checkpointing.Blob;

/// <summary>The container itself: made only when asked for, and looked at.</summary>
internal sealed class BlobContainer
{
    private readonly BlobContainerClient _container;
    private readonly StorePipeline _pipeline;

    public BlobContainer(BlobContainerClient container, StorePipeline pipeline)
    {
        _container = container;
        _pipeline = pipeline;
    }

    /// <summary>Creates the container, private, unless it is there.</summary>
    public Task ProvisionAsync(CancellationToken cancellationToken) =>
        _pipeline.ExecuteAsync<object?>(
            new StoreCall(StoreOperation.Provision, Group: null),
            async token => await _container.CreateIfNotExistsAsync(cancellationToken: token).ConfigureAwait(false),
            cancellationToken);

    /// <summary>Looks whether the container can be reached.</summary>
    public async Task<IReadOnlyList<StoreFinding>> VerifyAsync(CancellationToken cancellationToken)
    {
        try
        {
            Response<bool> exists = await _pipeline.ExecuteAsync(
                new StoreCall(StoreOperation.Verify, Group: null), token => _container.ExistsAsync(token), cancellationToken).ConfigureAwait(false);
            return exists.Value
                ? []
                : [new StoreFinding(IsError: true, $"The blob container '{_container.Name}' does not exist. Create it, or call ProvisionAsync once.")];
        }
        catch (CheckpointStoreException exception)
        {
            return [new StoreFinding(IsError: true, exception.Message)];
        }
    }
}
