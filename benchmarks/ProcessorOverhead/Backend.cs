using Checkpointing;

namespace ProcessorOverhead;

/// <summary>A store on a server that was started for it.</summary>
/// <param name="name">The backend's name.</param>
/// <param name="store">The store.</param>
/// <param name="isRequestPerRecord">Whether a batch of claims takes a request for each of them, and not one for all.</param>
/// <param name="ends">What is disposed at the end, in this order.</param>
internal sealed class Backend(string name, ICheckpointStore store, bool isRequestPerRecord, params object?[] ends) : IAsyncDisposable
{
    public string Name => name;

    public CountingStore Store { get; } = new(store);

    public bool IsRequestPerRecord => isRequestPerRecord;

    public async ValueTask DisposeAsync()
    {
        foreach (object? end in ends.Prepend(store))
        {
            switch (end)
            {
                case IAsyncDisposable later:
                    await later.DisposeAsync();
                    break;
                case IDisposable now:
                    now.Dispose();
                    break;
            }
        }
    }
}
