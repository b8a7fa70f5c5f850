using System.Globalization;
using System.Text;
using Checkpointing.Processor.Receiving;

namespace Checkpointing.Processor.Rewinding;

/// <summary>What a rewind would do to one partition.</summary>
/// <param name="PartitionId">The partition.</param>
/// <param name="From">The present checkpoint, or null if there is none.</param>
/// <param name="To">The sequence number that is to count as the last processed one: reading resumes with the event after it. -1 stands for the earliest event. Null if the partition is refused.</param>
/// <param name="ToOffset">The offset of the same event, if it is known.</param>
/// <param name="Events">How many events will be processed again; below zero, how many will be skipped. Null if there is no checkpoint to count from, or the partition is refused.</param>
/// <param name="LiveOwner">The processor that holds the partition at present, or null if nobody does.</param>
/// <param name="FirstEvent">The sequence number of the first event that the hub has; of the next one to come if it has none.</param>
/// <param name="LastEvent">The sequence number of the newest event; -1 if there has never been one.</param>
/// <param name="Findings">What was found. The partition is refused if <paramref name="To"/> is null.</param>
public sealed record PartitionRewindPlan(
    string PartitionId,
    Checkpoint? From,
    long? To,
    string? ToOffset,
    long? Events,
    string? LiveOwner,
    long FirstEvent,
    long LastEvent,
    IReadOnlyList<RewindFinding> Findings)
{
    /// <summary>Whether the partition will be left as it is.</summary>
    public bool IsRefused => To is null;

    /// <summary>One line for people to read.</summary>
    public override string ToString()
    {
        StringBuilder line = new($"partition {PartitionId}: ");
        if (To is { } to)
        {
            long next = Math.Max(to + 1, FirstEvent);
            line.Append(CultureInfo.InvariantCulture, $"resumes at event {next}{(to == PartitionRange.BeforeFirstEvent ? " (the earliest)" : "")} instead of {Present()}, {Count()}");
        }
        else
        {
            line.Append(CultureInfo.InvariantCulture, $"REFUSED, stays at {Present()}");
        }

        line.Append(LiveOwner is null ? ", held by nobody" : $", held by {LiveOwner}");
        return line.Append(string.Concat(Findings.Select(finding => $"; {finding.Message}"))).ToString();
    }

    private string Present() => From switch
    {
        null => "no checkpoint",
        { SequenceNumber: { } sequenceNumber } => (sequenceNumber + 1).ToString(CultureInfo.InvariantCulture),
        _ => $"the offset {From.Offset}",
    };

    private string Count() => Events switch
    {
        null => FormattableString.Invariant($"{LastEvent - Math.Max(To!.Value, FirstEvent - 1)} events to the end"),
        >= 0 => FormattableString.Invariant($"{Events} events again"),
        _ => FormattableString.Invariant($"{-Events} events SKIPPED"),
    };
}
