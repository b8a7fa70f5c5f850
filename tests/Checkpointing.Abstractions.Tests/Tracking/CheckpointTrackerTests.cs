using Checkpointing.Conformance;
using Checkpointing.Tracking;

namespace Checkpointing.Abstractions.Tests.Tracking;

public sealed class CheckpointTrackerTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly CheckpointTracker _tracker;

    public CheckpointTrackerTests() => _tracker = new CheckpointTracker(_clock);

    [Fact]
    public void The_position_stops_before_the_first_event_that_is_not_finished()
    {
        long[] ordinals = [Begin(10), Begin(11), Begin(12)];
        _tracker.Complete(ordinals[2]).ShouldBeFalse();
        _tracker.Complete(ordinals[0]).ShouldBeTrue();
        _tracker.TryTake(out ProcessedPosition position).ShouldBeTrue();
        position.ShouldBe(new ProcessedPosition(10, "o10", 1));
        _tracker.Complete(ordinals[1]).ShouldBeTrue();
        _tracker.TryTake(out position).ShouldBeTrue();
        position.ShouldBe(new ProcessedPosition(12, "o12", 3));
    }

    [Fact]
    public void A_position_is_taken_once()
    {
        _tracker.Complete(Begin(0));
        _tracker.TryTake(out _).ShouldBeTrue();
        _tracker.TryTake(out _).ShouldBeFalse();
    }

    [Fact]
    public void An_event_that_is_delivered_again_never_moves_the_position_backwards()
    {
        _tracker.Complete(Begin(7));
        _tracker.Complete(Begin(5));
        _tracker.TryTake(out ProcessedPosition position).ShouldBeTrue();
        position.ShouldBe(new ProcessedPosition(7, "o7", 2));
    }

    [Fact]
    public void The_age_counts_from_the_first_event_that_no_position_covers()
    {
        _tracker.UntakenAge.ShouldBeNull();
        _tracker.Complete(Begin(1));
        _clock.Advance(TimeSpan.FromSeconds(3));
        _tracker.Complete(Begin(2));
        _tracker.UntakenAge.ShouldBe(TimeSpan.FromSeconds(3));
        _tracker.TryTake(out _);
        _tracker.UntakenAge.ShouldBeNull();
        _clock.Advance(TimeSpan.FromSeconds(5));
        _tracker.Complete(Begin(3));
        _tracker.UntakenAge.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void Completing_through_a_sequence_number_leaves_the_later_ones_in_flight()
    {
        Begin(1);
        Begin(4);
        Begin(9);
        _tracker.CompleteThrough(4).ShouldBeTrue();
        _tracker.InFlight.ShouldBe(1);
        _tracker.CompleteThrough(4).ShouldBeFalse();
    }

    [Fact]
    public void A_position_before_the_end_of_the_run_can_be_taken_by_hand()
    {
        for (long sequenceNumber = 0; sequenceNumber < 10; sequenceNumber++)
        {
            _tracker.Complete(Begin(sequenceNumber));
        }

        _tracker.TryTakeThrough(3, "o3", out ProcessedPosition position).ShouldBeTrue();
        position.ShouldBe(new ProcessedPosition(3, "o3", 4));
        _tracker.Untaken.ShouldBe(6);
        _tracker.TryTakeThrough(3, "o3", out _).ShouldBeFalse();
        _tracker.TryTakeThrough(2, "o2", out _).ShouldBeFalse();
    }

    [Fact]
    public void A_position_taken_by_hand_across_a_gap_promises_no_more_than_is_sure()
    {
        _tracker.Complete(Begin(10));
        _tracker.TryTake(out _);
        _tracker.Complete(Begin(11));
        _tracker.Complete(Begin(900));
        _tracker.Complete(Begin(1_000));
        _tracker.TryTakeThrough(900, "o900", out ProcessedPosition position).ShouldBeTrue();
        position.SequenceNumber.ShouldBe(900);
        position.Ordinal.ShouldBeInRange(1, 3);
    }

    [Fact]
    public void A_position_that_was_never_handed_out_cannot_be_taken()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => _tracker.TryTakeThrough(0, null, out _)).Message.ShouldContain("No event");
        Begin(5);
        Should.Throw<ArgumentOutOfRangeException>(() => _tracker.TryTakeThrough(6, null, out _)).Message.ShouldContain("5");
        Should.Throw<ArgumentOutOfRangeException>(() => _tracker.ThrowIfBeyond(6)).Message.ShouldContain("5");
        _tracker.ThrowIfBeyond(5);
    }

    [Fact]
    public void Tracking_events_in_order_allocates_nothing()
    {
        string offset = "0";
        for (long sequenceNumber = 0; sequenceNumber < 1_000; sequenceNumber++)
        {
            Pass(sequenceNumber, offset);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (long sequenceNumber = 1_000; sequenceNumber < 11_000; sequenceNumber++)
        {
            Pass(sequenceNumber, offset);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        void Pass(long sequenceNumber, string offset)
        {
            _tracker.Complete(_tracker.Begin(sequenceNumber, offset));
            if (_tracker.TryTake(out ProcessedPosition position))
            {
                _tracker.MarkStored(position);
            }
        }
    }

    private long Begin(long sequenceNumber) => _tracker.Begin(sequenceNumber, $"o{sequenceNumber}");
}
