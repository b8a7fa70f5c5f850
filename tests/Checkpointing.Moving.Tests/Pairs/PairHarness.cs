using Checkpointing.Conformance;

namespace Checkpointing.Moving.Tests.Pairs;

/// <summary>
/// Two stores as one. Epochs are a client's own, as on blobs, and a claim is won in one store after the other; the other traits are those of the two stores. It has no records of its own, so damaged and old ones are
/// the business of each store.
/// </summary>
public abstract class PairHarness : StoreHarness
{
    private readonly List<ICheckpointStore> _clients = [];

    public override StoreTraits Traits => StoreTraits.LocalEpochs | StoreTraits.PassingClaims;

    /// <summary>Which of the two leads.</summary>
    protected virtual MovingLeader Leader => MovingLeader.From;

    public override async ValueTask<ICheckpointStore> CreateClientAsync(TimeProvider clock)
    {
        (ICheckpointStore from, ICheckpointStore to) = await CreatePairAsync(clock);
        lock (_clients)
        {
            _clients.AddRange([from, to]);
        }

        return new MovingCheckpointStore(from, to, Leader, clock);
    }

    /// <summary>Makes one more client of each of the two storages.</summary>
    protected abstract ValueTask<(ICheckpointStore From, ICheckpointStore To)> CreatePairAsync(TimeProvider clock);

    public override async ValueTask RestartAsync()
    {
        foreach (IAsyncDisposable client in _clients.OfType<IAsyncDisposable>())
        {
            await client.DisposeAsync();
        }

        _clients.Clear();
    }

    public override ValueTask DisposeAsync() => RestartAsync();
}
