using Checkpointing.Cli.Verbs.Lag;
using Checkpointing.Cli.Verbs.Owners;

namespace Checkpointing.Cli.Verbs.Dashboard.State;

/// <summary>All that is known of one partition; what the store or the hub did not tell is null.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="State">How it does.</param>
/// <param name="Owner">Who has it.</param>
/// <param name="OwnerState">Whether that is so.</param>
/// <param name="RenewedAt">When the owner last renewed it, or gave it up.</param>
/// <param name="Epoch">How often it has changed hands or was rewound.</param>
/// <param name="RequestedBy">Who has asked for it.</param>
/// <param name="Checkpoint">The sequence number of the last event that was processed; -1 for a rewind to the earliest event.</param>
/// <param name="CheckpointAt">When that was stored.</param>
/// <param name="FirstEvent">The sequence number of the oldest event that the hub has.</param>
/// <param name="LastEvent">The sequence number of the newest one.</param>
/// <param name="EventsBehind">How many events wait.</param>
/// <param name="EventsLost">How many events behind the checkpoint have expired.</param>
/// <param name="SecondsBehind">How long the oldest waiting event has waited.</param>
/// <param name="SecondsAreExact">Whether that event was read; otherwise it is that long at least.</param>
internal sealed record DashboardPartition(
    string Partition,
    LagState? State,
    string? Owner,
    OwnerState OwnerState,
    DateTimeOffset? RenewedAt,
    long? Epoch,
    string? RequestedBy,
    long? Checkpoint,
    DateTimeOffset? CheckpointAt,
    long? FirstEvent,
    long? LastEvent,
    long? EventsBehind,
    long? EventsLost,
    double? SecondsBehind,
    bool? SecondsAreExact)
{
    /// <summary>Whether somebody should look.</summary>
    public bool IsTrouble => State is not (null or LagState.Ok) || OwnerState == OwnerState.Expired;
}
