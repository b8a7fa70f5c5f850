using System.Data.Common;
using Azure.Messaging.EventHubs;

namespace Checkpointing.Processor.Handling;

/// <summary>One event that is processed beside others, and the context that its handler gets: it can mark this event and no other.</summary>
internal sealed class EventInFlight : DelegatingContext, IThreadPoolWorkItem
{
    private readonly EventLanes _lanes;
    private volatile bool _isProcessed;
    private volatile bool _wasToldToStop;

    public EventInFlight(EventLanes lanes, ProcessingContext session, EventData eventData, string? key, long ordinal)
        : base(session)
    {
        _lanes = lanes;
        Event = eventData;
        Key = key;
        Ordinal = ordinal;
    }

    public EventData Event { get; }

    /// <summary>What it shares with the events that have to wait for it; null for nothing.</summary>
    public string? Key { get; }

    public long Ordinal { get; }

    /// <summary>The next event with the same key.</summary>
    public EventInFlight? Next { get; set; }

    public override bool IsStopping
    {
        get
        {
            bool isStopping = StopToken.IsCancellationRequested;
            _wasToldToStop |= isStopping;
            return isStopping;
        }
    }

    internal override bool WasToldToStop => _wasToldToStop;

    public override void MarkProcessed(EventData eventData)
    {
        ThrowUnlessOwn(eventData);
        Complete();
    }

    public override Task<CheckpointOutcome> CheckpointAsync(EventData eventData, CancellationToken cancellationToken = default)
    {
        ThrowUnlessOwn(eventData);
        Complete();
        return _lanes.CheckpointAsync(this, cancellationToken);
    }

    public override Task CheckpointAsync(EventData eventData, DbTransaction transaction, CancellationToken cancellationToken = default) => throw new NotSupportedException(
        $"Several events of partition {PartitionId} are processed at once, so that no transaction of one of them can take the checkpoint with it: those before it may not be finished. Set MaxConcurrentEvents to 1.");

    /// <summary>Notes that the event is finished; repeating it changes nothing.</summary>
    public void Complete()
    {
        if (!_isProcessed)
        {
            _isProcessed = true;
            _lanes.Complete(this);
        }
    }

    internal override bool IsProcessed(EventData eventData) => _isProcessed && ReferenceEquals(eventData, Event);

    void IThreadPoolWorkItem.Execute() => _ = _lanes.RunAsync(this);

    private void ThrowUnlessOwn(EventData eventData)
    {
        ArgumentNullException.ThrowIfNull(eventData);
        if (!ReferenceEquals(eventData, Event))
        {
            throw new ArgumentException(
                $"Several events of partition {PartitionId} are processed at once, and this call of the handler was given the event {Event.SequenceNumber}: it can mark that one alone, not {eventData.SequenceNumber}.",
                nameof(eventData));
        }
    }
}
