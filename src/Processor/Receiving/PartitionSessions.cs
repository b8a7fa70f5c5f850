using System.Runtime.CompilerServices;
using Azure.Messaging.EventHubs.Primitives;

namespace Checkpointing.Processor.Receiving;

/// <summary>The sessions of a processor: the present one of each partition, and by the SDK's object, which tells a former session from the present one.</summary>
internal sealed class PartitionSessions
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, PartitionSession> _present = new(StringComparer.Ordinal);
    private readonly ConditionalWeakTable<EventProcessorPartition, PartitionSession> _byObject = [];
    private readonly HashSet<Task> _stopping = [];
    private readonly HashSet<string> _handovers = new(StringComparer.Ordinal);

    /// <summary>Adds the present session of a partition.</summary>
    /// <param name="session">The session.</param>
    /// <param name="isOwned">Whether the partition is owned under the session's epoch. Asked when no handover is under way, and none can begin.</param>
    /// <returns>Whether it may begin. If not, it is present all the same, so that the balancer claims the partition for no other, but the SDK's object is not known for one of a session.</returns>
    public bool Add(PartitionSession session, Func<bool> isOwned)
    {
        lock (_lock)
        {
            _present[session.PartitionId] = session;
            if (_handovers.Contains(session.PartitionId) || !isOwned())
            {
                return false;
            }

            _byObject.AddOrUpdate(session.Partition, session);
            return true;
        }
    }

    /// <summary>Begins to hand a partition over. Until <see cref="EndHandover"/> no session with it can begin.</summary>
    /// <param name="partitionId">The partition.</param>
    /// <param name="session">The session to end first, or null.</param>
    /// <returns>False if that is under way already, or if the session ends anyway.</returns>
    public bool TryBeginHandover(string partitionId, out PartitionSession? session)
    {
        lock (_lock)
        {
            session = _present.GetValueOrDefault(partitionId);
            return session is not { IsEnding: true } && _handovers.Add(partitionId);
        }
    }

    /// <summary>Notes that a partition was handed over, or could not be.</summary>
    public void EndHandover(string partitionId)
    {
        lock (_lock)
        {
            _handovers.Remove(partitionId);
        }
    }

    /// <summary>Notes that a partition is held. A session that has ended for a handover, or could not begin because of one, while the balancer goes on with the partition, is started anew then.</summary>
    public void NoteHeld(PartitionOwnership record)
    {
        PartitionSession? session;
        bool isIdle;
        lock (_lock)
        {
            session = _present.GetValueOrDefault(record.PartitionId);
            isIdle = session is { IsLeftByBalancer: false } && !_handovers.Contains(record.PartitionId) && (session.IsEnding || Of(session.Partition) != session);
        }

        session?.NoteHeld(record.Epoch, isIdle);
    }

    /// <summary>The present session of a partition, or null.</summary>
    public PartitionSession? Present(string partitionId)
    {
        lock (_lock)
        {
            return _present.GetValueOrDefault(partitionId);
        }
    }

    /// <summary>The session that belongs to an object of the SDK, or null.</summary>
    public PartitionSession? Of(EventProcessorPartition partition) => _byObject.TryGetValue(partition, out PartitionSession? session) ? session : null;

    /// <summary>Ends a session that the balancer has left; the present one stays present until it has ended.</summary>
    public Task StopAsync(PartitionSession session, Func<Task>? whenStopped = null)
    {
        session.IsLeftByBalancer = true;
        return Track(RemoveAfterAsync(session, session.StopAsync(whenStopped)));
    }

    /// <summary>Ends a session of which the balancer does not know yet that it ends; it stays present until the balancer has left it.</summary>
    public Task DrainAsync(PartitionSession session, Func<Task> whenStopped) => Track(session.DrainAsync(whenStopped));

    /// <summary>Waits until all sessions that are ending have ended.</summary>
    public Task WhenStoppedAsync()
    {
        lock (_lock)
        {
            return Task.WhenAll(_stopping);
        }
    }

    private Task Track(Task stop)
    {
        lock (_lock)
        {
            _stopping.RemoveWhere(task => task.IsCompleted);
            _stopping.Add(stop);
        }

        return stop;
    }

    private async Task RemoveAfterAsync(PartitionSession session, Task stop)
    {
        try
        {
            await stop.ConfigureAwait(false);
        }
        finally
        {
            lock (_lock)
            {
                if (ReferenceEquals(_present.GetValueOrDefault(session.PartitionId), session))
                {
                    _present.Remove(session.PartitionId);
                }
            }
        }
    }
}
