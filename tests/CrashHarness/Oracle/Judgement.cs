namespace CrashHarness.Oracle;

/// <summary>The oracle: all rules on all partitions, and the figures that come out on the way.</summary>
/// <param name="Violations">What was not kept.</param>
/// <param name="Lost">Events that nobody processed, or not since a rewind asked for them.</param>
/// <param name="Takeovers">How often somebody began with a partition.</param>
/// <param name="Replayed">Events that were processed again after takeovers.</param>
/// <param name="MostReplayed">The most of them at one takeover.</param>
/// <param name="RewindReplays">Events that were processed again because a rewind asked for it.</param>
internal sealed record Judgement(IReadOnlyList<Violation> Violations, long Lost, int Takeovers, long Replayed, int MostReplayed, long RewindReplays)
{
    private const string Readable = "every record can be read";

    public static Judgement Of(Evidence evidence)
    {
        List<Violation> violations = [];
        int takeovers = 0;
        int most = 0;
        long replayed = 0;
        long repeated = 0;
        long lost = 0;
        foreach (PartitionHistory history in evidence.Partitions())
        {
            violations.AddRange(ProcessedRule.Check(history));
            lost += ProcessedRule.CountLost(history);
            violations.AddRange(CoveredRule.Check(history));
            violations.AddRange(ForwardRule.Check(history));
            violations.AddRange(FencingRule.Check(history));
            violations.AddRange(ReplayRule.Check(history));
            foreach ((_, int count) in ReplayRule.Replays(history))
            {
                takeovers++;
                replayed += count;
                most = Math.Max(most, count);
            }

            repeated += history.Entries.Count - history.Entries.Select(entry => entry.SequenceNumber).Distinct().Count();
        }

        violations.AddRange(evidence.Samples.SelectMany(sample => sample.Unreadable)
            .Select(fault => new Violation(Readable, fault.PartitionId ?? "-", fault.Message)).Distinct());
        return new Judgement(violations, lost, takeovers, replayed, most, Math.Max(0, repeated - replayed));
    }
}
