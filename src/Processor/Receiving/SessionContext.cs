using System.Data.Common;
using Azure.Messaging.EventHubs;
using Checkpointing.Policies;
using Checkpointing.Processor.Checkpointing;
using Checkpointing.Processor.Handling;
using Checkpointing.Processor.Telemetry;

namespace Checkpointing.Processor.Receiving;

/// <summary>What handlers see of a session.</summary>
/// <param name="names">What the processor reads, and its name.</param>
/// <param name="progress">The session's progress.</param>
/// <param name="signals">The session's signals.</param>
internal sealed class SessionContext(ProcessorNames names, PartitionProgress progress, StopSignals signals) : ProcessingContext
{
    private volatile bool _wasToldToStop;

    public override string FullyQualifiedNamespace => names.FullyQualifiedNamespace;

    public override string EventHubName => names.EventHubName;

    public override string ConsumerGroup => names.ConsumerGroup;

    public override string Identifier => names.Identifier;

    public override string PartitionId => progress.PartitionId;

    public override long Epoch => progress.Epoch;

    public override bool IsStopping
    {
        get
        {
            bool isStopping = progress.IsFenced || signals.Stopping.IsCancellationRequested;
            _wasToldToStop |= isStopping;
            return isStopping;
        }
    }

    public override CheckpointPolicy CheckpointPolicy
    {
        get => progress.Policy;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            progress.Policy = value;
        }
    }

    internal override PartitionTelemetry Telemetry => progress.Telemetry;

    internal override CancellationToken StopToken => signals.Stopping;

    internal override bool WasToldToStop => _wasToldToStop;

    public override void MarkProcessed(EventData eventData)
    {
        ArgumentNullException.ThrowIfNull(eventData);
        progress.Complete(eventData, isEndOfBatch: false);
    }

    public override Task<CheckpointOutcome> CheckpointAsync(EventData eventData, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(eventData);
        return CheckpointAsync(eventData.SequenceNumber, eventData.OffsetString, cancellationToken);
    }

    public override Task<CheckpointOutcome> CheckpointAsync(CancellationToken cancellationToken = default) => progress.CheckpointAsync(cancellationToken);

    public override Task CheckpointAsync(EventData eventData, DbTransaction transaction, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(eventData);
        return progress.CheckpointAsync(eventData.SequenceNumber, eventData.OffsetString, transaction, cancellationToken);
    }

    /// <summary>As that with an event, for whoever has its position alone.</summary>
    public Task<CheckpointOutcome> CheckpointAsync(long sequenceNumber, string? offset, CancellationToken cancellationToken) =>
        progress.CheckpointAsync(sequenceNumber, offset, cancellationToken);

    internal override void NoteFailedAttempt() => progress.ForgetTransaction();

    internal override bool IsProcessed(EventData eventData) => progress.FinishedThrough >= eventData.SequenceNumber;
}
