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
    private int _groups;

    /// <summary>In which permitted ways this backend differs from the others.</summary>
    public virtual StoreTraits Traits => StoreTraits.None;

    /// <summary>What <see cref="PartitionOwnership.LastModified"/> is rounded to.</summary>
    public virtual TimeSpan TimeResolution => TimeSpan.FromMilliseconds(1);

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

    /// <inheritdoc/>
    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
