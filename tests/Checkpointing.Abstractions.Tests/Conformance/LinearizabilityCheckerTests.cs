using Checkpointing.Conformance.Histories;

namespace Checkpointing.Abstractions.Tests.Conformance;

/// <summary>The judge is judged: it has to refuse what no contract-keeping store answers.</summary>
public sealed class LinearizabilityCheckerTests
{
    private static readonly TenureId First = new(-1, 1);
    private static readonly TenureId Second = new(-1, 2);

    [Fact]
    public void One_call_after_another_with_right_answers_is_accepted() =>
        Judge(
            At(0, 1, new HistoryCall.Claim("a", null, "v1", First)),
            At(2, 3, new HistoryCall.Write(First, 5, CheckpointOutcome.Written)),
            At(4, 5, new HistoryCall.Claim("a", "v1", "v2", First)),
            At(6, 7, new HistoryCall.Claim("b", "v2", "v3", Second)),
            At(8, 9, new HistoryCall.Write(First, 6, CheckpointOutcome.Fenced)),
            At(10, 11, new HistoryCall.Read(5))).ShouldBeTrue();

    [Fact]
    public void Two_winners_of_one_version_are_refused() =>
        Judge(
            At(0, 9, new HistoryCall.Claim("a", null, "v1", First)),
            At(0, 9, new HistoryCall.Claim("b", null, "v2", Second))).ShouldBeFalse();

    [Fact]
    public void A_write_after_a_takeover_is_refused() =>
        Judge(
            At(0, 1, new HistoryCall.Claim("a", null, "v1", First)),
            At(2, 3, new HistoryCall.Claim("b", "v1", "v2", Second)),
            At(4, 5, new HistoryCall.Write(First, 5, CheckpointOutcome.Written))).ShouldBeFalse();

    [Fact]
    public void The_same_write_during_the_takeover_is_accepted() =>
        Judge(
            At(0, 1, new HistoryCall.Claim("a", null, "v1", First)),
            At(2, 6, new HistoryCall.Claim("b", "v1", "v2", Second)),
            At(4, 5, new HistoryCall.Write(First, 5, CheckpointOutcome.Written))).ShouldBeTrue();

    [Fact]
    public void A_position_that_moves_backwards_is_refused() =>
        Judge(
            At(0, 1, new HistoryCall.Claim("a", null, "v1", First)),
            At(2, 3, new HistoryCall.Write(First, 5, CheckpointOutcome.Written)),
            At(4, 5, new HistoryCall.Write(First, 4, CheckpointOutcome.Written))).ShouldBeFalse();

    [Fact]
    public void A_write_that_nobody_knows_the_end_of_may_have_been_made_late_or_never()
    {
        HistoryEntry claim = At(0, 1, new HistoryCall.Claim("a", null, "v1", First));
        HistoryEntry unclear = At(2, long.MaxValue, new HistoryCall.UnclearWrite(First, 5));

        Judge(claim, unclear, At(4, 5, new HistoryCall.Read(5))).ShouldBeTrue();
        Judge(claim, unclear, At(4, 5, new HistoryCall.Read(null))).ShouldBeTrue();
        Judge(claim, unclear, At(4, 5, new HistoryCall.Read(null)), At(6, 7, new HistoryCall.Read(5))).ShouldBeTrue();
        Judge(claim, unclear, At(4, 5, new HistoryCall.Read(5)), At(6, 7, new HistoryCall.Read(null))).ShouldBeFalse();
        Judge(claim, At(2, 3, new HistoryCall.Read(5)), At(4, long.MaxValue, new HistoryCall.UnclearWrite(First, 5))).ShouldBeFalse();
    }

    [Fact]
    public void A_claim_that_nobody_knows_the_end_of_fences_once_its_version_was_seen()
    {
        HistoryEntry claim = At(0, 1, new HistoryCall.Claim("a", null, "v1", First));
        HistoryEntry unclear = At(2, long.MaxValue, new HistoryCall.UnclearClaim("b", "v1"));
        HistoryEntry seen = At(4, 5, new HistoryCall.List("b", "v2"));

        Judge(claim, unclear, seen, At(6, 7, new HistoryCall.Write(First, 5, CheckpointOutcome.Fenced))).ShouldBeTrue();
        Judge(claim, unclear, seen, At(6, 7, new HistoryCall.Write(First, 5, CheckpointOutcome.Written))).ShouldBeFalse();
        Judge(claim, unclear, At(4, 5, new HistoryCall.Write(First, 5, CheckpointOutcome.Written))).ShouldBeTrue();
        Judge(claim, unclear, seen, At(6, 7, new HistoryCall.Claim("b", "v2", "v3", Second))).ShouldBeTrue();
    }

    [Fact]
    public void A_claim_that_is_lost_for_no_reason_is_refused() =>
        Judge(
            At(0, 1, new HistoryCall.Claim("a", null, "v1", First)),
            At(2, 3, new HistoryCall.Claim("a", "v1", null, null))).ShouldBeFalse();

    [Fact]
    public void A_read_of_what_was_not_written_yet_is_refused() =>
        Judge(
            At(0, 1, new HistoryCall.Claim("a", null, "v1", First)),
            At(2, 3, new HistoryCall.Read(5)),
            At(4, 5, new HistoryCall.Write(First, 5, CheckpointOutcome.Written))).ShouldBeFalse();

    [Fact]
    public void A_change_of_hands_without_a_new_epoch_is_refused() =>
        Judge(
            At(0, 1, new HistoryCall.Claim("a", null, "v1", First)),
            At(2, 3, new HistoryCall.Claim("b", "v1", "v2", First))).ShouldBeFalse();

    [Fact]
    public void A_write_that_outlives_a_rewind_is_refused() =>
        Judge(
            At(0, 1, new HistoryCall.Claim("a", null, "v1", First)),
            At(2, 3, new HistoryCall.Rewind(3, Second)),
            At(4, 5, new HistoryCall.Write(First, 9, CheckpointOutcome.Written))).ShouldBeFalse();

    [Fact]
    public void A_request_stays_until_the_partition_changes_hands()
    {
        HistoryEntry claim = At(0, 1, new HistoryCall.Claim("a", null, "v1", First));
        HistoryEntry request = At(2, 3, new HistoryCall.Request("a", "b", "v1"));
        HistoryEntry renewal = At(4, 5, new HistoryCall.Claim("a", "v1", "v2", First, "b"));

        Judge(claim, request, renewal, At(6, 7, new HistoryCall.Claim("", "v2", "v3", null, "b")), At(8, 9, new HistoryCall.Claim("b", "v3", "v4", Second))).ShouldBeTrue();
        Judge(claim, request, At(4, 5, new HistoryCall.Claim("a", "v1", "v2", First))).ShouldBeFalse("a renewal keeps it");
        Judge(claim, request, At(4, 5, new HistoryCall.Claim("b", "v1", "v2", Second, "b"))).ShouldBeFalse("a takeover does not");
        Judge(claim, request, At(4, 5, new HistoryCall.List("a", "v1"))).ShouldBeFalse("it was noted");
        Judge(claim, request, At(4, 5, new HistoryCall.Rewind(3, Second)), At(6, 7, new HistoryCall.List("", "v2", "b"))).ShouldBeFalse("a rewind removes it");
    }

    [Fact]
    public void A_request_is_noted_if_and_only_if_its_owner_holds_the_partition()
    {
        HistoryEntry claim = At(0, 1, new HistoryCall.Claim("a", null, "v1", First));

        Judge(claim, At(2, 3, new HistoryCall.Request("c", "b", null))).ShouldBeTrue();
        Judge(claim, At(2, 3, new HistoryCall.Request("c", "b", "v1"))).ShouldBeFalse();
        Judge(claim, At(2, 3, new HistoryCall.Request("a", "b", null))).ShouldBeFalse();
        Judge(claim, At(2, 3, new HistoryCall.Request("a", "b", "v0"))).ShouldBeFalse("it makes no version");
    }

    [Fact]
    public void A_request_that_nobody_knows_the_end_of_may_have_been_noted_late_or_never()
    {
        HistoryEntry claim = At(0, 1, new HistoryCall.Claim("a", null, "v1", First));
        HistoryEntry unclear = At(2, long.MaxValue, new HistoryCall.UnclearRequest("a", "b"));
        HistoryEntry without = At(4, 5, new HistoryCall.List("a", "v1"));
        HistoryEntry with = At(6, 7, new HistoryCall.List("a", "v1", "b"));

        Judge(claim, unclear, without).ShouldBeTrue();
        Judge(claim, unclear, without, with).ShouldBeTrue();
        Judge(claim, unclear, with, At(8, 9, new HistoryCall.List("a", "v1"))).ShouldBeFalse();
        Judge(claim, unclear, At(4, 5, new HistoryCall.Claim("c", "v1", "v2", Second)), At(6, 7, new HistoryCall.List("c", "v2", "b"))).ShouldBeFalse();
    }

    [Fact]
    public void Many_calls_that_nobody_knows_the_end_of_are_judged_in_no_time()
    {
        // Each of them may have been made or not, in any order: a search through all their sets would not end.
        HistoryEntry claim = At(0, 1, new HistoryCall.Claim("a", null, "v1", First));
        IEnumerable<HistoryEntry> unclear = Enumerable.Range(2, 40).Select(time => At(time, long.MaxValue, new HistoryCall.UnclearRequest("a", time % 2 == 0 ? "b" : "c")));
        IEnumerable<HistoryEntry> writes = Enumerable.Range(0, 40).Select(number =>
            At(100 + (2 * number), long.MaxValue, new HistoryCall.UnclearWrite(First, number)));

        Judge([claim, .. unclear, .. writes, At(300, 301, new HistoryCall.Read(41))]).ShouldBeFalse("nobody wrote that");
        Judge([claim, .. unclear, .. writes, At(300, 301, new HistoryCall.Read(17)), At(302, 303, new HistoryCall.List("a", "v1", "c"))]).ShouldBeTrue();
    }

    private static bool Judge(params HistoryEntry[] history) => LinearizabilityChecker.IsLinearizable(history);

    private static HistoryEntry At(long invoked, long returned, HistoryCall call) => new(0, invoked, returned, call);
}
