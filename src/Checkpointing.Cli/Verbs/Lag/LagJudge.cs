using Azure.Messaging.EventHubs;

namespace Checkpointing.Cli.Verbs.Lag;

/// <summary>Compares what the hub says of a partition with what the store says.</summary>
internal sealed class LagJudge
{
    private readonly LagSettings _settings;
    private readonly DateTimeOffset _now;
    private readonly Dictionary<string, Checkpoint> _checkpoints;
    private readonly Dictionary<string, string> _liveOwners;
    private readonly HashSet<string> _unreadable;

    public LagJudge(LagSettings settings, DateTimeOffset now, PartitionResults<Checkpoint> checkpoints, PartitionResults<PartitionOwnership> owners)
    {
        _settings = settings;
        _now = now;
        _checkpoints = checkpoints.Items.ToDictionary(checkpoint => checkpoint.PartitionId, StringComparer.Ordinal);
        _liveOwners = owners.Items
            .Where(record => record.HasLiveOwner(now, settings.Expiration))
            .ToDictionary(record => record.PartitionId, record => record.OwnerId, StringComparer.Ordinal);
        _unreadable = [.. checkpoints.Faults.Select(fault => fault.PartitionId).OfType<string>()];
    }

    /// <summary>How far a partition is behind.</summary>
    public LagOfPartition Judge(PartitionProperties hub)
    {
        long last = Math.Max(hub.LastEnqueuedSequenceNumber, -1);
        long first = hub.IsEmpty ? last + 1 : hub.BeginningSequenceNumber;
        Checkpoint? checkpoint = _checkpoints.GetValueOrDefault(hub.Id);
        string? owner = _liveOwners.GetValueOrDefault(hub.Id);
        long? processed = checkpoint?.SequenceNumber;

        // As a scaler counts: without a position that the hub has, all that it has waits. Too much rather than too little.
        long behind = last - first + 1 is var retained && processed is { } at && at <= last ? Math.Min(retained, last - at) : last - first + 1;
        long lost = processed is >= 0 and var number && number <= last ? Math.Max(0, first - number - 1) : 0;
        TimeSpan? age = checkpoint is null ? null : _now - checkpoint.LastModified;
        TimeSpan wait = behind == 0 ? TimeSpan.Zero : _now - hub.LastEnqueuedTime;
        return new LagOfPartition(
            hub.Id,
            State(hub.Id, processed, last, lost, behind, owner, age, wait),
            owner,
            processed,
            age is { } written ? Math.Max(0, Math.Round(written.TotalSeconds, 1)) : null,
            first,
            last,
            last < 0 ? null : hub.LastEnqueuedTime.ToUniversalTime(),
            behind,
            lost,
            Math.Max(0, Math.Round(wait.TotalSeconds, 1)),
            behind == 0);
    }

    /// <param name="partitionId">The partition.</param>
    /// <param name="processed">What is processed.</param>
    /// <param name="last">The newest event.</param>
    /// <param name="lost">How many have expired unprocessed.</param>
    /// <param name="behind">How many wait.</param>
    /// <param name="owner">Who is at it.</param>
    /// <param name="age">How old the checkpoint is.</param>
    /// <param name="wait">For how long events wait at least, as the newest does.</param>
    private LagState State(string partitionId, long? processed, long last, long lost, long behind, string? owner, TimeSpan? age, TimeSpan wait) => 0 switch
    {
        _ when _unreadable.Contains(partitionId) => LagState.Unreadable,
        _ when processed > last => LagState.Beyond,
        _ when lost > 0 => LagState.Lost,
        _ when behind == 0 => LagState.Ok,
        _ when owner is null => LagState.NoOwner,
        _ when age is null => LagState.NoCheckpoint,
        _ when age > _settings.StuckAfter => wait > _settings.StuckAfter ? LagState.Stuck : LagState.MaybeStuck,
        _ => LagState.Ok,
    };
}
