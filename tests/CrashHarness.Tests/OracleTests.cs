using Checkpointing;
using CrashHarness.Oracle;

namespace CrashHarness.Tests;

/// <summary>The oracle is worth what it finds: each rule is broken once on purpose.</summary>
public sealed class OracleTests
{
    [Fact]
    public void A_run_with_a_crash_a_rewind_and_a_few_replays_is_clean()
    {
        Judgement judgement = Sound().IsJudged(last: 12);
        judgement.Violations.ShouldBeEmpty();
        judgement.Replayed.ShouldBe(3, "events 5 to 7, which the first owner had handled without a checkpoint");
        judgement.MostReplayed.ShouldBe(3);
        judgement.RewindReplays.ShouldBe(7, "events 4 to 10");
    }

    [Fact]
    public void An_event_that_nobody_handled_is_found()
    {
        Judgement judgement = new Story().Claims("a", 1).Handles("a", 1, 0, 3).Handles("a", 1, 5, 9).IsJudged(last: 9);
        Only(judgement).Rule.ShouldBe(ProcessedRule.Name);
        Only(judgement).Evidence.ShouldContain("the first is 4");
        judgement.Lost.ShouldBe(1);
    }

    [Fact]
    public void The_events_at_the_end_are_missed_too()
    {
        Only(new Story().Claims("a", 1).Handles("a", 1, 0, 9).IsJudged(last: 12)).Evidence.ShouldContain("3 of 13 were never processed, the first is 10");
    }

    [Fact]
    public void A_partition_of_which_nothing_was_handled_is_found() => Only(new Story().IsJudged(last: 0)).Rule.ShouldBe(ProcessedRule.Name);

    [Fact]
    public void What_a_rewind_asked_for_and_nobody_handled_again_is_found()
    {
        Judgement judgement = new Story()
            .Claims("a", 1).Handles("a", 1, 0, 9).Stores("a", 1, 9).IsSeen()
            .IsRewound(3, 2).IsSeen()
            .Claims("a", 3).Handles("a", 3, 6, 9).IsJudged(last: 9);
        Only(judgement).Rule.ShouldBe(ProcessedRule.Name);
        Only(judgement).Evidence.ShouldContain("since the rewind to 3");
    }

    [Fact]
    public void What_a_former_owner_handles_after_a_rewind_does_not_count_for_it()
    {
        Judgement judgement = new Story()
            .Claims("a", 1).Handles("a", 1, 0, 9).Stores("a", 1, 9).IsSeen()
            .IsRewound(3, 2).Handles("a", 1, 10, 12).IsSeen()
            .Claims("b", 3).Handles("b", 3, 4, 9).Stores("b", 3, 9).IsSeen().IsJudged(last: 12);
        Only(judgement).Evidence.ShouldContain("the first is 10");
    }

    [Fact]
    public void A_checkpoint_ahead_of_what_was_handled_is_found()
    {
        Judgement judgement = new Story().Claims("a", 1).Handles("a", 1, 0, 4).Handles("a", 1, 6, 6).Stores("a", 1, 6).IsSeen().Handles("a", 1, 5, 5, process: 9).IsJudged(last: 6);
        Only(judgement).Rule.ShouldBe(CoveredRule.Name);
        Only(judgement).Evidence.ShouldContain("covers 1 events that nobody had processed by then, the first is 5");
    }

    [Fact]
    public void A_checkpoint_that_was_seen_before_its_event_was_handled_is_found()
    {
        Judgement judgement = new Story().Claims("a", 1).Handles("a", 1, 0, 4).Stores("a", 1, 5).IsSeen().Handles("a", 1, 5, 5).IsJudged(last: 5);
        Only(judgement).Rule.ShouldBe(CoveredRule.Name);
    }

    [Fact]
    public void A_checkpoint_that_moves_backwards_is_found()
    {
        Judgement judgement = new Story()
            .Claims("a", 1).Handles("a", 1, 0, 9).Stores("a", 1, 9).IsSeen().Stores("a", 1, 7).IsSeen().IsJudged(last: 9);
        Only(judgement).Rule.ShouldBe(ForwardRule.Name);
    }

    [Fact]
    public void A_checkpoint_that_disappears_is_found()
    {
        Evidence evidence = new Story().Claims("a", 1).Handles("a", 1, 0, 9).Stores("a", 1, 9).IsSeen().Ends(last: 9);
        StoreSample seen = evidence.Samples[0];
        StoreSample empty = seen with { Begin = seen.End, End = seen.End + TimeSpan.FromSeconds(1), Checkpoints = [] };
        Only(Judgement.Of(evidence with { Samples = [seen, empty] })).Rule.ShouldBe(ForwardRule.Name);
    }

    [Fact]
    public void A_checkpoint_that_falls_behind_a_rewind_is_found()
    {
        Judgement judgement = new Story()
            .Claims("a", 1).Handles("a", 1, 0, 9).Stores("a", 1, 9).IsSeen()
            .IsRewound(6, 2).Claims("a", 3).Handles("a", 3, 4, 9).Stores("a", 3, 5).IsSeen().IsJudged(last: 9);
        judgement.Violations.ShouldContain(violation => violation.Rule == ForwardRule.Name);
    }

    [Fact]
    public void A_former_owners_checkpoint_that_wins_is_found()
    {
        Judgement judgement = new Story()
            .Claims("a", 1).Handles("a", 1, 0, 4).Stores("a", 1, 2).IsSeen()
            .Claims("b", 2).IsSeen().Stores("a", 1, 4).IsSeen()
            .Handles("b", 2, 3, 9).IsJudged(last: 9);
        Only(judgement).Rule.ShouldBe(FencingRule.Name);
        Only(judgement).Evidence.ShouldContain("although the ownership had epoch 2 already");
    }

    [Fact]
    public void A_leaving_owners_last_checkpoint_is_no_violation()
    {
        Judgement judgement = new Story()
            .Claims("a", 1).Handles("a", 1, 0, 9).Stores("a", 1, 2).IsSeen()
            .Claims("", 1).IsSeen().Stores("a", 1, 9).IsSeen().IsJudged(last: 9);
        judgement.Violations.ShouldBeEmpty();
    }

    [Fact]
    public void A_checkpoint_at_an_event_that_its_writer_has_not_handled_is_found()
    {
        Judgement judgement = new Story().Claims("a", 1).Handles("a", 1, 0, 9).Claims("b", 2).Stores("b", 2, 9).IsSeen().IsJudged(last: 9);
        Only(judgement).Rule.ShouldBe(FencingRule.Name);
    }

    [Fact]
    public void More_replays_than_the_bound_allows_are_found()
    {
        Judgement judgement = new Story().Claims("a", 1).Handles("a", 1, 0, 9).Claims("b", 2).Handles("b", 2, 9 - Story.Bound, 12).IsJudged(last: 12);
        Only(judgement).Rule.ShouldBe(ReplayRule.Name);
        judgement.MostReplayed.ShouldBe(Story.Bound + 1);
    }

    [Fact]
    public void A_former_owner_who_goes_on_for_too_long_is_found()
    {
        // The new owner was quicker: what counts is who owns the partition, not who handled an event first.
        Judgement judgement = new Story().Claims("b", 2).Handles("b", 2, 0, 9).Handles("a", 1, 0, Story.Bound).IsJudged(last: 9);
        Only(judgement).Rule.ShouldBe(ReplayRule.Name);
    }

    [Fact]
    public void A_session_that_starts_again_under_its_epoch_is_held_to_the_bound()
    {
        Judgement judgement = new Story().Claims("a", 1).Handles("a", 1, 0, 9).Handles("a", 1, 2, 9).IsJudged(last: 9);
        Only(judgement).Evidence.ShouldContain("processed 8 events again");
    }

    [Fact]
    public void Where_epochs_are_each_processs_own_the_time_tells_a_rewind_and_a_replay()
    {
        Story clean = new Story { EpochsAreShared = false }
            .Claims("a", 7).Handles("a", 7, 0, 9).Stores("a", 0, 9).IsSeen()
            .IsRewound(3, 0).Claims("b", 1).Handles("b", 1, 4, 9).Stores("b", 0, 9).IsSeen();
        clean.IsJudged(last: 9).Violations.ShouldBeEmpty();
        Only(clean.Handles("c", 1, 0, 9).IsJudged(last: 9)).Rule.ShouldBe(ReplayRule.Name);
    }

    [Fact]
    public void A_record_that_cannot_be_read_is_found()
    {
        Evidence evidence = new Story().Claims("a", 1).Handles("a", 1, 0, 9).IsSeen().Ends(last: 9);
        var fault = new CheckpointStoreException(StoreOperation.ListCheckpoints, new ConsumerGroup("a", "b", "c"), Story.Partition, "garbage");
        Judgement.Of(evidence with { Samples = [evidence.Samples[0] with { Unreadable = [fault] }] }).Violations.ShouldHaveSingleItem().Evidence.ShouldContain("garbage");
    }

    private static Story Sound() => new Story()
        .Claims("a", 1).Handles("a", 1, 0, 7).Stores("a", 1, 4).IsSeen()
        .Claims("b", 2).Handles("b", 2, 5, 10).Stores("b", 2, 10).IsSeen()
        .IsRewound(3, 3).IsSeen()
        .Claims("c", 4).Handles("c", 4, 4, 12).Stores("c", 4, 12).IsSeen();

    private static Violation Only(Judgement judgement) => judgement.Violations.ShouldHaveSingleItem();
}
