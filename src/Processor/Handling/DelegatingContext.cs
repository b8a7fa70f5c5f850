using System.Data.Common;
using Azure.Messaging.EventHubs;
using Checkpointing.Policies;
using Checkpointing.Processor.Telemetry;

namespace Checkpointing.Processor.Handling;

/// <summary>A context in front of another one.</summary>
internal abstract class DelegatingContext : ProcessingContext
{
    private readonly ProcessingContext _inner;

    protected DelegatingContext(ProcessingContext inner) => _inner = inner;

    public override string FullyQualifiedNamespace => _inner.FullyQualifiedNamespace;

    public override string EventHubName => _inner.EventHubName;

    public override string ConsumerGroup => _inner.ConsumerGroup;

    public override string Identifier => _inner.Identifier;

    public override string PartitionId => _inner.PartitionId;

    public override long Epoch => _inner.Epoch;

    public override bool IsStopping => _inner.IsStopping;

    public override CheckpointPolicy CheckpointPolicy
    {
        get => _inner.CheckpointPolicy;
        set => _inner.CheckpointPolicy = value;
    }

    internal override PartitionTelemetry? Telemetry => _inner.Telemetry;

    internal override CancellationToken StopToken => _inner.StopToken;

    internal override bool WasToldToStop => _inner.WasToldToStop;

    public override void MarkProcessed(EventData eventData) => _inner.MarkProcessed(eventData);

    public override Task<CheckpointOutcome> CheckpointAsync(EventData eventData, CancellationToken cancellationToken = default) =>
        _inner.CheckpointAsync(eventData, cancellationToken);

    public override Task<CheckpointOutcome> CheckpointAsync(CancellationToken cancellationToken = default) => _inner.CheckpointAsync(cancellationToken);

    public override Task CheckpointAsync(EventData eventData, DbTransaction transaction, CancellationToken cancellationToken = default) =>
        _inner.CheckpointAsync(eventData, transaction, cancellationToken);

    internal override void NoteFailedAttempt() => _inner.NoteFailedAttempt();

    internal override bool IsProcessed(EventData eventData) => _inner.IsProcessed(eventData);
}
