using Azure.Messaging.EventHubs;
using Checkpointing.Processor.Receiving;

namespace Checkpointing.Processor.Rewinding;

/// <summary>Puts together, partition by partition, what the store and the hub say now and what a target comes to.</summary>
internal sealed class RewindPlanner
{
    private readonly RewindResolver _resolver;
    private readonly HubReader _hub;
    private readonly GroupState _state;

    public RewindPlanner(RewindResolver resolver, HubReader hub, GroupState state)
    {
        _resolver = resolver;
        _hub = hub;
        _state = state;
    }

    /// <summary>Plans one partition.</summary>
    public async Task<PartitionRewindPlan> PlanAsync(EventHubConnection connection, string partitionId, CancellationToken cancellationToken)
    {
        PartitionRange range = await _hub.ReadRangeAsync(connection, partitionId, cancellationToken).ConfigureAwait(false);
        Checkpoint? from = _state.Checkpoint(partitionId);
        RewindPosition to = _state.Fault(partitionId) is { } fault
            ? RewindPosition.Refused(RewindFindingKind.NotReadable, fault.Message)
            : await _resolver.ResolveAsync(connection, partitionId, range, from, cancellationToken).ConfigureAwait(false);
        RewindFinding[] findings = [.. new[] { to.Finding }.OfType<RewindFinding>(), .. About(range, from)];
        return new PartitionRewindPlan(
            partitionId, from, to.SequenceNumber, to.Offset, Count(range, from, to.SequenceNumber), _state.LiveOwner(partitionId), range.First, range.Last, findings);
    }

    /// <summary>How many of the events that the hub has lie between the two places.</summary>
    private static long? Count(PartitionRange range, Checkpoint? from, long? to)
    {
        if (from?.SequenceNumber is not { } present || to is not { } target)
        {
            return null;
        }

        return Math.Clamp(present, range.First - 1, range.Last) - Math.Clamp(target, range.First - 1, range.Last);
    }

    private static IEnumerable<RewindFinding> About(PartitionRange range, Checkpoint? from)
    {
        if (range.IsEmpty)
        {
            yield return new RewindFinding(RewindFindingKind.EmptyPartition, "the partition is empty");
        }

        if (from is null)
        {
            yield return new RewindFinding(RewindFindingKind.NoCheckpoint, "it has no checkpoint");
        }
        else if (from.SequenceNumber is { } present && (range.EndsBefore(present) || range.HasLostEventsAfter(present)))
        {
            yield return new RewindFinding(RewindFindingKind.UnavailableCheckpoint, range.Misfit(present));
        }
    }
}
