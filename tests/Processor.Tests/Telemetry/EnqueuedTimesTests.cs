using Checkpointing.Processor.Telemetry;

namespace Processor.Tests.Telemetry;

public sealed class EnqueuedTimesTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly EnqueuedTimes _times = new();

    [Fact]
    public void The_oldest_event_that_no_checkpoint_covers_is_known_by_its_batch()
    {
        _times.Oldest.ShouldBeNull();
        _times.Add(9, Start);
        _times.Add(19, Start.AddSeconds(1));
        _times.Oldest.ShouldBe(Start);
        _times.Cover(5).ShouldBe(Start);
        _times.Oldest.ShouldBe(Start, "part of the batch is not covered");
        _times.Cover(9).ShouldBe(Start);
        _times.Oldest.ShouldBe(Start.AddSeconds(1));
        _times.Cover(30).ShouldBe(Start.AddSeconds(1));
        _times.Oldest.ShouldBeNull();
        _times.Cover(30).ShouldBeNull();
    }

    [Fact]
    public void More_batches_than_there_is_room_for_never_make_the_lag_look_smaller()
    {
        for (int batch = 0; batch < 1000; batch++)
        {
            _times.Add(batch, Start.AddSeconds(batch));
        }

        for (int batch = 0; batch < 1000; batch++)
        {
            _times.Oldest.ShouldNotBeNull().ShouldBeLessThanOrEqualTo(Start.AddSeconds(batch));
            _times.Cover(batch);
        }

        _times.Oldest.ShouldBeNull();
    }
}
