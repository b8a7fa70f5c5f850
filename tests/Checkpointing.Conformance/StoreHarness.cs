using System.Globalization;
using Checkpointing.Conformance.Servers;
using Xunit;

namespace Checkpointing.Conformance;

/// <summary>
/// How the suites get at a backend. A backend's tests derive one harness, and one class per suite that names it as its fixture; the suites
/// carry the tests.
/// </summary>
public abstract class StoreHarness : IAsyncLifetime
{
    private readonly SemaphoreSlim _serverLock = new(1, 1);
    private StoreServer? _server;
    private int _groups;

    /// <summary>In which permitted ways this backend differs from the others.</summary>
    public virtual StoreTraits Traits => StoreTraits.None;

    /// <summary>What <see cref="PartitionOwnership.LastModified"/> is rounded to.</summary>
    public virtual TimeSpan TimeResolution => TimeSpan.FromMilliseconds(1);

    /// <summary>What each operation costs on the usual path. Only for stores without <see cref="StoreTraits.Embedded"/>.</summary>
    public virtual StoreCosts Costs => new();

    /// <summary>Makes one more client of the storage that all clients of this harness share, as if in another process.</summary>
    /// <param name="clock">The client's clock.</param>
    public abstract ValueTask<ICheckpointStore> CreateClientAsync(TimeProvider clock);

    /// <summary>
    /// Closes all clients and opens the storage anew, as after a restart of everything. Only for stores without
    /// <see cref="StoreTraits.NotDurable"/>.
    /// </summary>
    public virtual ValueTask RestartAsync() => throw new NotSupportedException("Override this for a durable store.");

    /// <summary>
    /// Starts one more server, provisioned and empty, for a test that interferes with it. Only for stores without
    /// <see cref="StoreTraits.Embedded"/>.
    /// </summary>
    public virtual ValueTask<StoreServer> StartServerAsync() => throw new NotSupportedException("Override this for a store that has a server.");

    /// <summary>A consumer group that no other test uses.</summary>
    public ConsumerGroup NewGroup() =>
        new("contoso.servicebus.windows.net", "orders", string.Create(CultureInfo.InvariantCulture, $"group-{Interlocked.Increment(ref _groups)}"));

    /// <summary>The server that the tests of one suite share; the first call starts it, and it ends with this harness.</summary>
    public async ValueTask<StoreServer> SuiteServerAsync()
    {
        await _serverLock.WaitAsync();
        try
        {
            return _server ??= await StartServerAsync();
        }
        finally
        {
            _serverLock.Release();
        }
    }

    /// <inheritdoc/>
    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Ends what the harness itself has started.</summary>
    public abstract ValueTask DisposeAsync();

    /// <inheritdoc/>
    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _serverLock.Dispose();
        await DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
