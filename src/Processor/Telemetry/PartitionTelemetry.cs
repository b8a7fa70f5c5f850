using System.Diagnostics;
using Azure.Messaging.EventHubs;
using Checkpointing.Telemetry;
using Checkpointing.Tracking;

namespace Checkpointing.Processor.Telemetry;

/// <summary>The figures of one session with a partition. All tags are made once, with the session; an event costs none.</summary>
internal sealed class PartitionTelemetry : IDisposable
{
    private readonly Lock _lock = new();
    private readonly ProcessorTelemetry _processor;
    private readonly CheckpointTracker _tracker;
    private readonly EnqueuedTimes _enqueued = new();
    private readonly KeyValuePair<string, object?>[] _messagingTags;
    private long _firstReceived = -1;
    private long _lastReceived = -1;
    private (long SequenceNumber, string? Offset, DateTimeOffset At)? _stored;

    public PartitionTelemetry(ProcessorTelemetry processor, string partitionId, long epoch, CheckpointTracker tracker)
    {
        _processor = processor;
        _tracker = tracker;
        PartitionId = partitionId;
        Epoch = epoch;
        Tags = [.. processor.Tags, new(TelemetryNames.Partition, partitionId)];
        _messagingTags = [.. Tags, new(TelemetryNames.System, TelemetryNames.EventHubs), new(TelemetryNames.OperationName, "process")];
    }

    public string PartitionId { get; }

    public long Epoch { get; }

    /// <summary>The tags of all figures of this partition.</summary>
    public KeyValuePair<string, object?>[] Tags { get; }

    /// <summary>How many events are finished in one run without a gap.</summary>
    public long Finished => _tracker.Finished.Ordinal;

    public long? Uncheckpointed => _tracker.Uncovered;

    /// <summary>How many events lie behind the stored checkpoint, as far as the hub has told; null if nothing is known.</summary>
    public long? EventsBehind
    {
        get
        {
            long last = LastEnqueuedSequenceNumber ?? -1;
            lock (_lock)
            {
                return (_stored, _firstReceived) switch
                {
                    ({ } stored, _) => Math.Max(0, last - stored.SequenceNumber),
                    (null, >= 0) => last - _firstReceived + 1,
                    _ => null,
                };
            }
        }
    }

    /// <summary>The seconds since the oldest uncovered event was enqueued; at least that where it was not received yet.</summary>
    public double? TimeBehind
    {
        get
        {
            DateTimeOffset now = _processor.TimeProvider.GetUtcNow();

            // A checkpoint covers the times a moment after it counts: whoever is not behind by events is not behind by time.
            DateTimeOffset? oldest = EventsBehind switch
            {
                0 => now,
                > 0 => _enqueued.Oldest ?? _processor.LastEnqueued(PartitionId)?.EnqueuedTime,
                _ => _enqueued.Oldest ?? now,
            };
            return oldest is { } enqueued ? Math.Max(0, (now - enqueued).TotalSeconds) : null;
        }
    }

    public double? CheckpointAge
    {
        get
        {
            lock (_lock)
            {
                return _stored is { } stored ? Math.Max(0, (_processor.TimeProvider.GetUtcNow() - stored.At).TotalSeconds) : null;
            }
        }
    }

    private bool IsObserved => _processor.Instruments.ProcessDuration.Enabled || CheckpointStoreTelemetry.Source.HasListeners();

    private long? LastEnqueuedSequenceNumber
    {
        get
        {
            long told = _processor.LastEnqueued(PartitionId)?.SequenceNumber ?? -1;
            long last = Math.Max(told, Volatile.Read(ref _lastReceived));
            return last >= 0 ? last : null;
        }
    }

    /// <summary>Notes the checkpoint at which the session resumes.</summary>
    public void Resumed(Checkpoint checkpoint)
    {
        if (checkpoint.SequenceNumber is { } sequenceNumber)
        {
            lock (_lock)
            {
                _stored = (sequenceNumber, checkpoint.Offset, checkpoint.LastModified);
            }
        }
    }

    /// <summary>Notes that the store holds a position.</summary>
    public void Stored(in ProcessedPosition position)
    {
        DateTimeOffset now = _processor.TimeProvider.GetUtcNow();
        lock (_lock)
        {
            if (_stored is null || position.SequenceNumber >= _stored.Value.SequenceNumber)
            {
                _stored = (position.SequenceNumber, position.Offset, now);
            }
        }

        if (_enqueued.Cover(position.SequenceNumber) is { } oldest)
        {
            _processor.Instruments.CheckpointDelay.Record(Math.Max(0, (now - oldest).TotalSeconds), Tags);
        }
    }

    /// <summary>Notes a batch that is handed to the application.</summary>
    public void Delivered(IReadOnlyList<EventData> events)
    {
        _processor.Instruments.Consumed.Add(events.Count, _messagingTags);
        EventData first = events[0];
        _enqueued.Add(events[^1].SequenceNumber, first.EnqueuedTime == default ? _processor.TimeProvider.GetUtcNow() : first.EnqueuedTime);
        Interlocked.CompareExchange(ref _firstReceived, first.SequenceNumber, -1);
        Volatile.Write(ref _lastReceived, Math.Max(Volatile.Read(ref _lastReceived), events[^1].SequenceNumber));
    }

    /// <summary>Notes that a handler begins with an event.</summary>
    public ProcessScope Process(EventData eventData) =>
        IsObserved ? new ProcessScope(this, Timestamp(), ProcessSpans.Start(eventData, _messagingTags, Epoch)) : default;

    /// <summary>Notes that a handler begins with a batch.</summary>
    public ProcessScope Process(IReadOnlyList<EventData> events) =>
        IsObserved ? new ProcessScope(this, Timestamp(), ProcessSpans.Start(events, _messagingTags, Epoch)) : default;

    /// <summary>Counts an attempt at an event after the first.</summary>
    public void Retried() => _processor.Instruments.Retried.Add(1, Tags);

    /// <summary>Counts a poison event that is passed over.</summary>
    public void Skipped() => _processor.Instruments.Skipped.Add(1, Tags);

    /// <summary>Counts a poison event that is stored as a dead letter.</summary>
    public void DeadLettered() => _processor.Instruments.DeadLettered.Add(1, Tags);

    public void Dispose() => _processor.Close(this);

    /// <summary>Records how long a handler took.</summary>
    internal void Record(long started, Exception? error)
    {
        if (!_processor.Instruments.ProcessDuration.Enabled)
        {
            return;
        }

        double seconds = _processor.TimeProvider.GetElapsedTime(started).TotalSeconds;
        if (error is null)
        {
            _processor.Instruments.ProcessDuration.Record(seconds, _messagingTags);
            return;
        }

        TagList tags = new(_messagingTags);
        tags.Add(TelemetryNames.ErrorType, error.GetType().FullName);
        _processor.Instruments.ProcessDuration.Record(seconds, tags);
    }

    /// <summary>All figures at this moment.</summary>
    internal PartitionStatus Status(string ownerId)
    {
        (long SequenceNumber, string? Offset, DateTimeOffset At)? stored;
        lock (_lock)
        {
            stored = _stored;
        }

        return new PartitionStatus(
            PartitionId,
            ownerId,
            Epoch,
            stored?.SequenceNumber,
            stored?.Offset,
            stored?.At,
            LastEnqueuedSequenceNumber,
            EventsBehind,
            TimeBehind is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            Uncheckpointed);
    }

    private long Timestamp() => _processor.TimeProvider.GetTimestamp();
}
