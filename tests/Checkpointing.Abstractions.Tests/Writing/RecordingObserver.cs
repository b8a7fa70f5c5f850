using Checkpointing.Tracking;
using Checkpointing.Writing;

namespace Checkpointing.Abstractions.Tests.Writing;

/// <summary>Keeps what it hears.</summary>
internal sealed class RecordingObserver : ICheckpointWriteObserver
{
    public List<(ProcessedPosition Position, CheckpointOutcome Outcome)> Outcomes { get; } = [];

    public List<(CheckpointStoreException Exception, int Attempt)> Faults { get; } = [];

    public void OnOutcome(in ProcessedPosition position, CheckpointOutcome outcome) => Outcomes.Add((position, outcome));

    public void OnFault(CheckpointStoreException exception, int attempt) => Faults.Add((exception, attempt));
}
