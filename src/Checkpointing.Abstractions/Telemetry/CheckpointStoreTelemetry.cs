using System.Diagnostics;
using System.Diagnostics.Metrics;
using Checkpointing.Registration;

namespace Checkpointing.Telemetry;

/// <summary>
/// Figures and spans of store calls, for whoever calls a store without a processor. A processor measures its own calls: do not measure the store that it is given as well.
/// </summary>
/// <remarks>All names stand in <c>docs/telemetry.md</c>. Nothing is recorded, and next to nothing spent, while nobody listens.</remarks>
public static class CheckpointStoreTelemetry
{
    /// <summary>The name of the meter. Backends that have figures of their own add theirs under <c>Checkpointing.&lt;Backend&gt;</c>.</summary>
    public const string MeterName = "Checkpointing";

    /// <summary>The name of the activity source.</summary>
    public const string ActivitySourceName = "Checkpointing";

    /// <summary>The source of all spans.</summary>
    internal static ActivitySource Source { get; } = new(ActivitySourceName);

    /// <summary>Puts a store that measures in front of another one. It has the interfaces of the other one, and disposes nothing.</summary>
    /// <param name="store">The store.</param>
    /// <param name="meterFactory">The container's meters; null for a meter that all of the process share.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    public static ICheckpointStore Measure(ICheckpointStore store, IMeterFactory? meterFactory = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        return DecoratedCheckpointStore.Over(
            Measure(store, store as IOwnershipRequestStore, new StoreCalls(StoreInstruments.Of(meterFactory), timeProvider ?? TimeProvider.System, processor: null, observer: null)), store);
    }

    /// <summary>Measures what a processor needs of a store.</summary>
    /// <param name="store">The store.</param>
    /// <param name="requests">The same store, if it holds requests; else null.</param>
    /// <param name="calls">Who measures.</param>
    internal static ICheckpointStore Measure(ICheckpointStore store, IOwnershipRequestStore? requests, StoreCalls calls) => requests is not null
        ? new MeasuredOwnershipRequestStore(store, requests, calls)
        : new MeasuredCheckpointStore(store, calls);
}
