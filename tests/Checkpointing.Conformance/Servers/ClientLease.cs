namespace Checkpointing.Conformance.Servers;

/// <summary>A client that a test made, disposed with the test if it can be.</summary>
/// <param name="Store">The client.</param>
public sealed record ClientLease(ICheckpointStore Store) : IAsyncDisposable
{
    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        switch (Store)
        {
            case IAsyncDisposable disposable:
                await disposable.DisposeAsync();
                break;
            case IDisposable disposable:
                disposable.Dispose();
                break;
        }
    }
}
