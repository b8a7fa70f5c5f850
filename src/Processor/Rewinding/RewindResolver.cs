using Azure.Messaging.EventHubs;
using Checkpointing.Processor.Receiving;

namespace Checkpointing.Processor.Rewinding;

/// <summary>Finds the sequence number that a target stands for in a partition, from what the hub tells about it, and by reading one event where that is not enough.</summary>
internal sealed class RewindResolver
{
    private readonly HubReader _hub;
    private readonly RewindTarget _target;
    private readonly bool _clamp;
    private readonly DateTimeOffset _now;

    public RewindResolver(HubReader hub, RewindTarget target, bool clamp, DateTimeOffset now)
    {
        _hub = hub;
        _target = target;
        _clamp = clamp;
        _now = now;
    }

    /// <summary>Resolves the target.</summary>
    /// <param name="connection">The connection to the hub.</param>
    /// <param name="partitionId">The partition.</param>
    /// <param name="range">The events that it has.</param>
    /// <param name="checkpoint">Its checkpoint, or null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<RewindPosition> ResolveAsync(
        EventHubConnection connection, string partitionId, PartitionRange range, Checkpoint? checkpoint, CancellationToken cancellationToken)
    {
        try
        {
            return _target.Kind switch
            {
                RewindTargetKind.Earliest => RewindPosition.Earliest,
                RewindTargetKind.Latest => RewindPosition.EndOf(range),
                RewindTargetKind.SequenceNumber => At(_target.Number, range),
                RewindTargetKind.Back => Back(range, checkpoint),
                RewindTargetKind.Offset => await AtOffsetAsync(connection, partitionId, range, cancellationToken).ConfigureAwait(false),
                _ => await AtTimeAsync(connection, partitionId, range, cancellationToken).ConfigureAwait(false),
            };
        }
        catch (EventHubsException exception) when (exception.Reason == EventHubsException.FailureReason.ConsumerDisconnected)
        {
            return RewindPosition.Refused(
                RewindFindingKind.NotReadable,
                $"the hub lets nobody read beside the processor of this group: set {nameof(CheckpointRewinderOptions.ReadingConsumerGroup)} to a group that nobody processes, or stop the group, or name a sequence number");
        }
    }

    /// <summary>An event that is to be read first, by its number.</summary>
    private RewindPosition At(long first, PartitionRange range)
    {
        if (first < range.First)
        {
            return RewindPosition.Instead(
                RewindPosition.Earliest, _clamp, RewindFindingKind.BeforeBeginning, $"event {first} has expired, the first one that the hub has is {range.First}");
        }

        if (first > range.Last + 1)
        {
            return RewindPosition.Instead(
                RewindPosition.EndOf(range), _clamp, RewindFindingKind.BeyondEnd, $"there is no event {first} yet, the newest one is {range.Last}");
        }

        return first == range.Last + 1 ? RewindPosition.EndOf(range) : new RewindPosition(first - 1);
    }

    private RewindPosition Back(PartitionRange range, Checkpoint? checkpoint)
    {
        long end = checkpoint?.SequenceNumber is { } stored && !range.EndsBefore(stored) ? Math.Max(stored, range.First - 1) : range.Last;
        return end - _target.Number + 1 < range.First
            ? RewindPosition.Instead(
                RewindPosition.Earliest,
                _clamp,
                RewindFindingKind.BeforeBeginning,
                $"of the {_target.Number} events up to {end} only {end - range.First + 1} are left, the first one that the hub has is {range.First}")
            : At(end - _target.Number + 1, range);
    }

    private async Task<RewindPosition> AtTimeAsync(
        EventHubConnection connection, string partitionId, PartitionRange range, CancellationToken cancellationToken)
    {
        if (_target.Time > _now)
        {
            return RewindPosition.Instead(RewindPosition.EndOf(range), _clamp, RewindFindingKind.BeyondEnd, $"{_target} lies in the future");
        }

        if (range.IsEmpty || range.LastEnqueuedTime < _target.Time)
        {
            return RewindPosition.EndOf(range);
        }

        EventData? first = await _hub.FindAsync(connection, partitionId, _target.Time, cancellationToken).ConfigureAwait(false);
        if (first is null)
        {
            return RewindPosition.Refused(RewindFindingKind.NotReadable, $"the hub gave no event of {_target} or later within {HubReader.ReadLimit}");
        }

        // At the very beginning nobody knows whether what has expired was of that time too, unless nothing ever has, or the first event is of exactly that time.
        return first.SequenceNumber <= range.First && range.First > 0 && first.EnqueuedTime > _target.Time
            ? RewindPosition.Instead(
                RewindPosition.Earliest,
                _clamp,
                RewindFindingKind.BeforeBeginning,
                $"events of {_target} may have expired, the first one that the hub has is {range.First} of {first.EnqueuedTime:O}")
            : new RewindPosition(first.SequenceNumber - 1);
    }

    private async Task<RewindPosition> AtOffsetAsync(
        EventHubConnection connection, string partitionId, PartitionRange range, CancellationToken cancellationToken)
    {
        if (range.IsEmpty)
        {
            return RewindPosition.Instead(RewindPosition.EndOf(range), _clamp, RewindFindingKind.NoSuchEvent, $"there is no event at {_target}");
        }

        EventData? found;
        try
        {
            found = await _hub.FindAsync(connection, partitionId, _target.Offset, cancellationToken).ConfigureAwait(false);
        }
        catch (ArgumentException exception)
        {
            return RewindPosition.Refused(RewindFindingKind.NoSuchEvent, $"the hub refuses {_target}: {exception.Message}");
        }
        catch (EventHubsException exception) when (exception.Reason != EventHubsException.FailureReason.ConsumerDisconnected)
        {
            return RewindPosition.Refused(RewindFindingKind.NotReadable, $"the event at {_target} could not be read: {exception.Message}");
        }

        if (found is null)
        {
            return RewindPosition.Instead(
                RewindPosition.EndOf(range), _clamp, RewindFindingKind.BeyondEnd, $"there is no event at {_target} or behind it, the newest one is at offset {range.LastOffset}");
        }

        RewindPosition before = new(found.SequenceNumber - 1);
        return string.Equals(found.OffsetString, _target.Offset, StringComparison.Ordinal)
            ? before
            : RewindPosition.Instead(
                before, _clamp, RewindFindingKind.NoSuchEvent, $"there is no event at {_target}, the first one behind it is {found.SequenceNumber} at offset {found.OffsetString}");
    }
}
