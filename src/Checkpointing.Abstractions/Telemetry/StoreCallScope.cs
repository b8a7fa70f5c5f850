using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Checkpointing.Telemetry;

/// <summary>One call of a store that is under way.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct StoreCallScope
{
    private readonly StoreCalls _calls;
    private readonly StoreOperation _operation;
    private readonly ConsumerGroup _group;
    private readonly long _started;
    private readonly Activity? _span;

    public StoreCallScope(StoreCalls calls, StoreOperation operation, ConsumerGroup group, long started, Activity? span)
    {
        _calls = calls;
        _operation = operation;
        _group = group;
        _started = started;
        _span = span;
    }

    /// <summary>The store answered without a fault.</summary>
    public void Succeed() => End(StoreCallOutcome.Ok, answered: true, fault: null);

    /// <summary>The store answered a list.</summary>
    public void Listed<T>(PartitionResults<T> results) => End(WorstOf(results.Faults), answered: true, First(results.Faults));

    /// <summary>The store answered claims or requests.</summary>
    public void Claimed(int asked, PartitionResults<PartitionOwnership> results)
    {
        int lost = asked - results.Items.Count - results.Faults.Count;
        Count(StoreCallOutcome.Ok, results.Items.Count);
        Count(StoreCallOutcome.Lost, lost);
        CountFaults(results.Faults);
        StoreCallOutcome outcome = WorstOf(results.Faults);
        if (outcome == StoreCallOutcome.Ok && lost > 0)
        {
            outcome = StoreCallOutcome.Lost;
        }

        End(outcome, results.Faults.Count < asked, First(results.Faults));
    }

    /// <summary>The store answered writes.</summary>
    public void Wrote(int asked, PartitionResults<CheckpointWriteResult> results)
    {
        StoreCallOutcome outcome = WorstOf(results.Faults);
        foreach (CheckpointWriteResult result in results.Items)
        {
            StoreCallOutcome own = result.Outcome switch
            {
                CheckpointOutcome.Written => StoreCallOutcome.Ok,
                CheckpointOutcome.Stale => StoreCallOutcome.Stale,
                _ => StoreCallOutcome.Fenced,
            };
            Count(own, 1);
            outcome = own > outcome ? own : outcome;
        }

        CountFaults(results.Faults);
        End(outcome, results.Faults.Count < asked, First(results.Faults));
    }

    /// <summary>The call threw.</summary>
    /// <param name="asked">For how many partitions it was made; 0 if that is not counted.</param>
    /// <param name="exception">What it threw.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    public void Fail(int asked, Exception exception, CancellationToken cancellationToken)
    {
        bool isCancelled = exception is OperationCanceledException && cancellationToken.IsCancellationRequested;
        StoreCallOutcome outcome = isCancelled ? StoreCallOutcome.Cancelled : OutcomeOf(exception);
        Count(outcome, asked);
        if (!isCancelled)
        {
            _span?.SetStatus(ActivityStatusCode.Error, exception.Message);
            _span?.SetTag(TelemetryNames.ErrorType, exception.GetType().FullName);
            _calls.Observer?.OnFailure(exception);
        }

        Record(outcome);
    }

    private static CheckpointStoreException? First(IReadOnlyList<CheckpointStoreException> faults) => faults.Count == 0 ? null : faults[0];

    private static StoreCallOutcome OutcomeOf(Exception exception) =>
        exception is CheckpointStoreException { IsTransient: true } ? StoreCallOutcome.TransientFault : StoreCallOutcome.PermanentFault;

    private static StoreCallOutcome WorstOf(IReadOnlyList<CheckpointStoreException> faults)
    {
        StoreCallOutcome worst = StoreCallOutcome.Ok;
        for (int index = 0; index < faults.Count; index++)
        {
            StoreCallOutcome own = OutcomeOf(faults[index]);
            worst = own > worst ? own : worst;
        }

        return worst;
    }

    private void End(StoreCallOutcome outcome, bool answered, CheckpointStoreException? fault)
    {
        if (fault is not null)
        {
            _span?.SetStatus(ActivityStatusCode.Error, fault.Message);
        }

        if (answered || fault is null)
        {
            _calls.Observer?.OnAnswer(fault);
        }
        else
        {
            // Stores without batches report an outage partition by partition.
            _calls.Observer?.OnFailure(fault);
        }

        Record(outcome);
    }

    private void Record(StoreCallOutcome outcome)
    {
        if (_span is not null)
        {
            _span.SetTag(TelemetryNames.Outcome, TelemetryNames.Text(outcome));
            _span.Dispose();
        }

        if (_started != StoreCalls.NotTimed)
        {
            TagList tags = _calls.Tags(_group);
            tags.Add(TelemetryNames.StoreOperation, TelemetryNames.Text(_operation));
            tags.Add(TelemetryNames.Outcome, TelemetryNames.Text(outcome));
            _calls.Instruments.Duration.Record(_calls.SecondsSince(_started), tags);
        }
    }

    private void CountFaults(IReadOnlyList<CheckpointStoreException> faults)
    {
        for (int index = 0; index < faults.Count; index++)
        {
            Count(OutcomeOf(faults[index]), 1);
        }
    }

    private void Count(StoreCallOutcome outcome, int number)
    {
        System.Diagnostics.Metrics.Counter<long>? counter = _operation switch
        {
            StoreOperation.WriteCheckpoints => _calls.Instruments.Writes,
            StoreOperation.ClaimOwnership => _calls.Instruments.Claims,
            _ => null,
        };
        if (number > 0 && counter is { Enabled: true })
        {
            TagList tags = _calls.Tags(_group);
            tags.Add(TelemetryNames.Outcome, TelemetryNames.Text(outcome));
            counter.Add(number, tags);
        }
    }
}
