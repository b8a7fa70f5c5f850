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

    /// <summary>Adds the present session of a partition.</summary>
    public void Add(PartitionSession session)
    {
        lock (_lock)
        {
            _present[session.PartitionId] = session;
            _byObject.AddOrUpdate(session.Partition, session);
        }
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
