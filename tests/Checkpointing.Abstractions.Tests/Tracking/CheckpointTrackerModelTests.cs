using Checkpointing.Conformance;
using Checkpointing.Tracking;
using FsCheck;
using FsCheck.Fluent;

namespace Checkpointing.Abstractions.Tests.Tracking;

public sealed class CheckpointTrackerModelTests
{
    [Fact]
    public void Any_sequence_of_steps_leaves_the_tracker_and_a_naive_model_agreeing() =>
        Prop.ForAll<int[]>(Run).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000).WithEndSize(400));

    private static void Run(int[] steps)
    {
        var tracker = new CheckpointTracker(new ManualTimeProvider());
        var model = new NaiveTracker();
        var taken = new List<ProcessedPosition>();
        long next = 0;
        foreach (int step in steps)
        {
            int argument = Math.Abs(step / 8);
            switch (Math.Abs(step % 8))
            {
                case 0 or 1 or 2:
                    // Mostly the next one; now and then a gap, or one that was delivered before.
                    next = (argument % 16) switch { 0 => next + 100, 1 => Math.Max(0, next - 3), _ => next + 1 };
                    tracker.Begin(next, $"o{next}").ShouldBe(model.Begun + 1);
                    model.Begin(next);
                    break;
                case 3 or 4 when model.Begun > 0:
                    int ordinal = (argument % model.Begun) + 1;
                    int before = model.Finished;
                    model.Complete(ordinal);
                    tracker.Complete(ordinal).ShouldBe(model.Finished > before);
                    break;
                case 5 when model.InFlight > 0:
                    model.Complete(model.Finished + 1);
                    tracker.Complete(tracker.Untaken + taken.LastOrDefault().Ordinal + 1).ShouldBeTrue();
                    break;
                case 6:
                    ProcessedPosition? expected = model.Take();
                    tracker.TryTake(out ProcessedPosition position).ShouldBe(expected is not null);
                    if (expected is { } e)
                    {
                        position.ShouldBe(e);
                        taken.Add(position);
                    }

                    break;
                case 7 when taken.Count > 0:
                    ProcessedPosition stored = taken[argument % taken.Count];
                    tracker.MarkStored(stored);
                    model.MarkStored(stored);
                    break;
                default:
                    break;
            }

            tracker.InFlight.ShouldBe(model.InFlight);
            tracker.Untaken.ShouldBe(model.Untaken);
            tracker.Uncovered.ShouldBe(model.Uncovered);
            (tracker.UntakenAge is null).ShouldBe(model.Untaken == 0);
        }
    }
}
