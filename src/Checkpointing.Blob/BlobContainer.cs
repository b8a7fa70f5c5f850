using Azure.Storage.Blobs;
using Checkpointing.Resilience;

namespace Checkpointing.Blob;

/// <summary>The container itself, made only when asked for.</summary>
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
}
