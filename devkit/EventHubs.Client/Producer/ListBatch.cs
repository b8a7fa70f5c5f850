using Azure.Messaging.EventHubs.Core.Transport;

namespace Azure.Messaging.EventHubs.Producer;

/// <summary>The batch of <see cref="EventHubsModelFactory"/>: a list that its test can look into.</summary>
internal sealed class ListBatch : ITransportBatch
{
    private readonly IList<EventData> _store;
    private readonly Func<EventData, bool> _tryAdd;

    public ListBatch(long sizeInBytes, long maximumSizeInBytes, IList<EventData> store, Func<EventData, bool> tryAdd)
    {
        SizeInBytes = sizeInBytes;
        MaximumSizeInBytes = maximumSizeInBytes;
        _store = store;
        _tryAdd = tryAdd;
    }

    public int Count => _store.Count;

    public long MaximumSizeInBytes { get; }

    public long SizeInBytes { get; }

    public IEnumerable<EventData> Events => _store;

    public bool TryAdd(EventData eventData)
    {
        if (!_tryAdd(eventData))
        {
            return false;
        }

        _store.Add(eventData);
        return true;
    }

    public void Dispose() => _store.Clear();
}
