using Checkpointing.Processor.Receiving;
using Microsoft.Extensions.Logging;

namespace Checkpointing.Processor.Rewinding;

/// <summary>Carries out a plan: once more looks at what could make it another one than somebody has said yes to, and then rewinds.</summary>
internal sealed class RewindApplication
{
    private readonly RewindPlan _plan;
    private readonly GroupState _state;
    private readonly IReadOnlyDictionary<string, PartitionRange> _ranges;
    private readonly string _rewoundBy;
    private readonly ILogger _logger;

    public RewindApplication(RewindPlan plan, GroupState state, IReadOnlyDictionary<string, PartitionRange> ranges, string rewoundBy, ILogger logger)
    {
        _plan = plan;
        _state = state;
        _ranges = ranges;
        _rewoundBy = rewoundBy;
        _logger = logger;
    }

    public async Task<RewindReport> ApplyAsync(ICheckpointStoreOperator store, CancellationToken cancellationToken)
    {
        Dictionary<string, PartitionRewindResult> results = new(StringComparer.Ordinal);
        List<PartitionRewind> rewinds = [];
        foreach (PartitionRewindPlan partition in _plan.Partitions)
        {
            if (Objection(partition) is { } objection)
            {
                results.Add(partition.PartitionId, objection);
            }
            else
            {
                long to = ClampedAnew(partition) ? PartitionRange.BeforeFirstEvent : partition.To!.Value;
                rewinds.Add(new PartitionRewind(partition.PartitionId, to, to == partition.To ? partition.ToOffset : null, _rewoundBy));
            }
        }

        await RewindAsync(store, rewinds, results, cancellationToken).ConfigureAwait(false);
        RewindReport report = new([.. _plan.Partitions.Select(partition => results[partition.PartitionId])]);
        Log(report);
        return report;
    }

    /// <summary>Why a partition is left alone, or null.</summary>
    private PartitionRewindResult? Objection(PartitionRewindPlan partition)
    {
        string id = partition.PartitionId;
        if (partition.To is not { } to)
        {
            return new PartitionRewindResult(id, RewindOutcome.Refused, $"refused: {string.Join("; ", partition.Findings.Select(finding => finding.Message))}");
        }

        if (_state.Fault(id) is { } fault)
        {
            return new PartitionRewindResult(id, RewindOutcome.Failed, fault.Message, Fault: fault);
        }

        if (Change(partition, to, _state.Checkpoint(id)) is { } change)
        {
            return new PartitionRewindResult(id, RewindOutcome.Changed, $"changed since it was planned: {change}");
        }

        PartitionRange range = _ranges[id];
        return range.EndsBefore(to) || (range.HasLostEventsAfter(to) && !_plan.Clamp)
            ? new PartitionRewindResult(id, RewindOutcome.Changed, $"changed since it was planned: {range.Misfit(to)}")
            : null;
    }

    /// <summary>
    /// What makes it another plan, or null. Further on is none by itself: the place is what was agreed on. But who agreed that events are skipped has not agreed that others come again.
    /// </summary>
    private static string? Change(PartitionRewindPlan partition, long to, Checkpoint? present)
    {
        (long? before, long? now) = (partition.From?.SequenceNumber, present?.SequenceNumber);
        return partition.From switch
        {
            // Backwards go only rewinds; to the very place, this one may have gone before.
            not null when now != to && (present is null || now < before) =>
                $"the checkpoint was {Text(before)} and is {(present is null ? "gone" : Text(now))}, so somebody else has rewound it",
            _ when before < to && now >= to => $"the checkpoint was {Text(before)} and is {Text(now)}, so it has come to the place by itself",

            // Nobody could say what would be skipped, or come again. Now somebody can, and before the earliest event nothing is skipped in any case.
            _ when before is null && now is not null && now != to && to > PartitionRange.BeforeFirstEvent =>
                $"nobody knew how far it was processed, and now its checkpoint is {Text(now)}",
            _ => null,
        };
    }

    private bool ClampedAnew(PartitionRewindPlan partition) => _ranges[partition.PartitionId].HasLostEventsAfter(partition.To!.Value);

    private async Task RewindAsync(
        ICheckpointStoreOperator store, List<PartitionRewind> rewinds, Dictionary<string, PartitionRewindResult> results, CancellationToken cancellationToken)
    {
        if (rewinds.Count == 0)
        {
            return;
        }

        PartitionResults<PartitionRewound> outcome;
        try
        {
            outcome = await store.RewindAsync(_plan.Group, rewinds, cancellationToken).ConfigureAwait(false);
        }
        catch (CheckpointStoreException exception)
        {
            outcome = new PartitionResults<PartitionRewound>([], [exception]);
        }

        foreach (PartitionRewind rewind in rewinds)
        {
            PartitionRewound? rewound = outcome.Items.FirstOrDefault(item => item.PartitionId == rewind.PartitionId);
            CheckpointStoreException? fault = outcome.Faults.FirstOrDefault(item => item.PartitionId == rewind.PartitionId || item.PartitionId is null);
            results.Add(rewind.PartitionId, rewound is null
                ? new PartitionRewindResult(rewind.PartitionId, RewindOutcome.Failed, fault?.Message ?? "the store answered without a word about this partition", Fault: fault)
                : new PartitionRewindResult(
                    rewind.PartitionId,
                    RewindOutcome.Rewound,
                    $"rewound from {Text(rewound.Previous?.SequenceNumber)} to {Text(rewind.SequenceNumber)}{(rewound.PreviousOwnerId.Length > 0 ? $", taken from {rewound.PreviousOwnerId}" : "")}",
                    rewound));
        }
    }

    private void Log(RewindReport report)
    {
        foreach (PartitionRewindResult result in report.Partitions)
        {
            if (result.Rewound is { } rewound)
            {
                _logger.Rewound(result.PartitionId, _plan.Group, result.Message, rewound.Epoch);
            }
            else
            {
                _logger.NotRewound(result.PartitionId, _plan.Group, result.Message, result.Fault);
            }
        }
    }

    private static string Text(long? sequenceNumber) => sequenceNumber switch
    {
        null => "no checkpoint",
        PartitionRange.BeforeFirstEvent => "before the earliest event",
        _ => FormattableString.Invariant($"{sequenceNumber}"),
    };
}
