using Devkit.EventHubs.Broker.Storage;

namespace Devkit.EventHubs.Broker.Tests.Storage;

public sealed class RetentionTests
{
    [Fact]
    public void A_count_keeps_the_newest_events()
    {
        using var fixture = new LogFixture(new RetentionOptions { MaximumCount = 3 });

        fixture.AppendOneByOne(count: 10, size: 5);

        fixture.ReadAll().Select(item => item.SequenceNumber).ShouldBe([7, 8, 9]);
        fixture.Log.GetState().BeginSequenceNumber.ShouldBe(7);
    }

    [Fact]
    public void A_size_bounds_the_memory_that_a_steady_stream_takes()
    {
        using var fixture = new LogFixture(new RetentionOptions { MaximumBytes = 3 * SegmentBuffers.SegmentLength });

        fixture.AppendOneByOne(count: 1000, size: SegmentBuffers.SegmentLength / 20);

        fixture.Log.GetState().SizeInBytes.ShouldBeLessThanOrEqualTo(3 * SegmentBuffers.SegmentLength);
        fixture.Log.HeldBytes.ShouldBeLessThanOrEqualTo(5 * SegmentBuffers.SegmentLength);
    }

    [Fact]
    public void An_age_lets_old_events_go()
    {
        using var fixture = new LogFixture(new RetentionOptions { MaximumAge = TimeSpan.FromMinutes(10) });
        fixture.Append(LogFixture.Message("old"));
        fixture.Clock.Now += TimeSpan.FromMinutes(6);
        fixture.Append(LogFixture.Message("new"));
        fixture.Clock.Now += TimeSpan.FromMinutes(6);

        fixture.Log.GetState().BeginSequenceNumber.ShouldBe(1);
        fixture.ReadAll().ShouldBe([(1, "new")]);
    }

    [Fact]
    public void A_reader_keeps_its_events_while_retention_passes_them()
    {
        using var fixture = new LogFixture(new RetentionOptions { MaximumCount = 1 });
        fixture.Append(LogFixture.Message(1000, (byte)'a'));
        fixture.Log.TryLease(0, out LogLease lease).ShouldBeTrue();
        using (lease)
        {
            byte[] before = lease[0].Message.ToArray();

            fixture.AppendOneByOne(count: 40, size: SegmentBuffers.SegmentLength / 2);

            lease[0].Message.ToArray().ShouldBe(before);
        }
    }

    [Fact]
    public void A_position_before_the_beginning_leads_to_the_beginning()
    {
        using var fixture = new LogFixture();
        fixture.AppendOneByOne(count: 10, size: 5);

        fixture.Log.ExpireBefore(4);

        fixture.Log.Resolve(LogPosition.Earliest).ShouldBe(4);
        fixture.Log.Resolve(new LogPosition(LogPositionKind.Offset, 0)).ShouldBe(4);
        fixture.ReadAll().Count.ShouldBe(6);
    }

    [Fact]
    public void A_partition_whose_events_all_expired_goes_on_with_the_next_number()
    {
        using var fixture = new LogFixture();
        fixture.AppendOneByOne(count: 10, size: 5);

        fixture.Log.ExpireBefore(long.MaxValue);

        LogState state = fixture.Log.GetState();
        state.IsEmpty.ShouldBeTrue();
        state.LastSequenceNumber.ShouldBe(9);
        state.LastOffset.ShouldBeGreaterThan(0);
        fixture.Append(LogFixture.Message("next")).ShouldBe(10);
        fixture.ReadAll().ShouldBe([(10, "next")]);
    }
}
