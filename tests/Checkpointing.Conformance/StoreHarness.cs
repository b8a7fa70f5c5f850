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

    /// <summary>
    /// How many partitions a list has to bring back whole: 5,000, or fewer (more than 1,000, and more than one page) where claiming so many takes
    /// minutes.
    /// </summary>
    public virtual int ManyPartitions => 5000;

    /// <summary>How many random histories of each kind a run makes, unless <see cref="Knobs.Histories"/> says it.</summary>
    public virtual int Histories => 100;

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

    /// <summary>
    /// In which ways the ownership part of a stored record can be damaged or foreign, as texts that <see cref="DamageAsync"/> takes: absent parts,
    /// garbage, another type, a newer schema, a negative epoch, a number that overflows. Empty only for stores that keep no records outside
    /// their process (<see cref="StoreTraits.NotDurable"/>), and where <see cref="StoreTraits.DamageIsAbsence"/> holds.
    /// </summary>
    public virtual IReadOnlyList<string> OwnershipDamages => [];

    /// <summary>In which ways the checkpoint part can be damaged; see <see cref="OwnershipDamages"/>.</summary>
    public virtual IReadOnlyList<string> CheckpointDamages => [];

    /// <summary>Damages the stored record of one partition, behind the store's back.</summary>
    /// <param name="group">The consumer group.</param>
    /// <param name="partitionId">The partition, which has an owner and a checkpoint.</param>
    /// <param name="damage">One of <see cref="OwnershipDamages"/> or <see cref="CheckpointDamages"/>.</param>
    public virtual ValueTask DamageAsync(ConsumerGroup group, string partitionId, string damage) =>
        throw new NotSupportedException("Override this for a store that keeps records outside its process.");

    /// <summary>Everything that is stored of one partition, as it is stored, in any text: it is only compared.</summary>
    /// <param name="group">The consumer group.</param>
    /// <param name="partitionId">The partition.</param>
    public virtual ValueTask<string> DumpAsync(ConsumerGroup group, string partitionId) =>
        throw new NotSupportedException("Override this for a store that keeps records outside its process.");

    /// <summary>
    /// The kept records of released versions, oldest first: the files in the folder <c>Format</c> beside the tests, named by the version
    /// (<c>0.1.0.json</c>). What they hold is told by <c>FormatsSuite</c>.
    /// </summary>
    public virtual IReadOnlyList<string> Formats
    {
        get
        {
            string folder = Path.Combine(AppContext.BaseDirectory, "Format");
            return Directory.Exists(folder)
                ? [.. Directory.GetFiles(folder).OrderBy(file => System.Version.Parse(Path.GetFileNameWithoutExtension(file)))]
                : [];
        }
    }

    /// <summary>Opens a storage of its own: an empty one, or one with the kept records of a released version.</summary>
    /// <param name="format">One of <see cref="Formats"/>, or null for an empty storage.</param>
    public virtual ValueTask<StoredFormat> OpenFormatAsync(string? format) =>
        throw new NotSupportedException("Override this for a store that keeps records outside its process.");

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
