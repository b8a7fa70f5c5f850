using System.Data.Common;
using Azure.Messaging.EventHubs;

namespace Checkpointing.Processor.Handling;

/// <summary>The context of one attempt that can be given up: what its handler does with it after that changes nothing.</summary>
internal sealed class AttemptContext : DelegatingContext
{
    private readonly Lock _lock = new();
    private bool _isAbandoned;

    public AttemptContext(ProcessingContext inner)
        : base(inner)
    {
    }

    public override bool IsStopping
    {
        get
        {
            lock (_lock)
            {
                return _isAbandoned || base.IsStopping;
            }
        }
    }

    public override void MarkProcessed(EventData eventData)
    {
        lock (_lock)
        {
            if (!_isAbandoned)
            {
                base.MarkProcessed(eventData);
            }
        }
    }

    public override Task<CheckpointOutcome> CheckpointAsync(EventData eventData, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            return _isAbandoned ? Refuse() : base.CheckpointAsync(eventData, cancellationToken);
        }
    }

    public override Task<CheckpointOutcome> CheckpointAsync(CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            return _isAbandoned ? Refuse() : base.CheckpointAsync(cancellationToken);
        }
    }

    public override Task CheckpointAsync(EventData eventData, DbTransaction transaction, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            return _isAbandoned ? Refuse() : base.CheckpointAsync(eventData, transaction, cancellationToken);
        }
    }

    /// <summary>Gives the attempt up. When it returns, everything that the handler marked is marked, and nothing will be any more.</summary>
    public void Abandon()
    {
        lock (_lock)
        {
            _isAbandoned = true;
        }
    }

    private static Task<CheckpointOutcome> Refuse() => Task.FromException<CheckpointOutcome>(
        new OperationCanceledException("The handler did not end within its time limit and was given up; what it does now counts no more."));
}
