using Devkit.EventHubs.Broker.Storage;

namespace Devkit.EventHubs.Broker.Tests.Storage;

public sealed class PartitionLogTests
{
    [Fact]
    public void Events_are_numbered_from_zero_and_read_back_in_order()
    {
        using var fixture = new LogFixture();

        fixture.Append(LogFixture.Message("a"), LogFixture.Message("b")).ShouldBe(0);
        fixture.Append(LogFixture.Message("c")).ShouldBe(2);

        fixture.ReadAll().ShouldBe([(0, "a"), (1, "b"), (2, "c")]);
        fixture.ReadAll(from: 2).ShouldBe([(2, "c")]);
    }

    [Fact]
    public void A_batch_that_fills_several_segments_stays_in_order()
    {
        using var fixture = new LogFixture();

        fixture.Append([.. Enumerable.Range(0, 30).Select(index => LogFixture.Message(SegmentBuffers.SegmentLength / 10, (byte)('a' + index)))]);

        fixture.ReadAll().Select(item => item.Body[0]).ShouldBe(Enumerable.Range(0, 30).Select(index => (char)('a' + index)));
    }

    [Fact]
    public void An_event_larger_than_a_segment_is_stored_whole()
    {
        using var fixture = new LogFixture();

        fixture.Append(LogFixture.Message("small"), LogFixture.Message(3 * SegmentBuffers.SegmentLength), LogFixture.Message("after"));

        fixture.ReadAll().Select(item => item.Body.Length).ShouldBe([5, 3 * SegmentBuffers.SegmentLength, 5]);
    }

    [Fact]
    public void An_empty_log_has_the_state_of_an_empty_partition()
    {
        using var fixture = new LogFixture();

        fixture.Log.GetState().ShouldBe(new LogState(0, -1, -1, 0, 0));
        fixture.Log.TryLease(0, out _).ShouldBeFalse();
    }

    [Fact]
    public void Offsets_grow_and_every_offset_leads_back_to_its_event()
    {
        using var fixture = new LogFixture();
        fixture.AppendOneByOne(count: 40, size: SegmentBuffers.SegmentLength / 8);
        List<long> offsets = OffsetsOf(fixture);

        offsets.ShouldBeInOrder();
        offsets.Distinct().Count().ShouldBe(40);
        for (int i = 0; i < offsets.Count; i++)
        {
            fixture.Log.Resolve(new LogPosition(LogPositionKind.Offset, offsets[i])).ShouldBe(i);
            fixture.Log.Resolve(new LogPosition(LogPositionKind.Offset, offsets[i] + 1)).ShouldBe(i + 1);
        }
    }

    [Fact]
    public void A_time_leads_to_the_first_event_that_came_then_or_later()
    {
        using var fixture = new LogFixture();
        long start = fixture.Clock.Now.ToUnixTimeMilliseconds();
        for (int i = 0; i < 10; i++)
        {
            fixture.Append(LogFixture.Message("first of its second"), LogFixture.Message("second of its second"));
            fixture.Clock.Now += TimeSpan.FromSeconds(1);
        }

        fixture.Log.Resolve(new LogPosition(LogPositionKind.EnqueuedTime, start + 3000)).ShouldBe(6);
        fixture.Log.Resolve(new LogPosition(LogPositionKind.EnqueuedTime, start + 3001)).ShouldBe(8);
        fixture.Log.Resolve(new LogPosition(LogPositionKind.EnqueuedTime, start - 1)).ShouldBe(0);
        fixture.Log.Resolve(new LogPosition(LogPositionKind.EnqueuedTime, start + 60_000)).ShouldBe(20);
        fixture.Log.Resolve(LogPosition.Latest).ShouldBe(20);
    }

    [Fact]
    public void Enqueued_times_never_go_back_with_the_clock()
    {
        using var fixture = new LogFixture();
        fixture.Append(LogFixture.Message("a"));
        fixture.Clock.Now -= TimeSpan.FromMinutes(5);
        fixture.Append(LogFixture.Message("b"));

        fixture.Log.TryLease(0, out LogLease lease).ShouldBeTrue();
        using (lease)
        {
            lease[1].EnqueuedTime.ShouldBe(lease[0].EnqueuedTime);
        }
    }

    [Fact]
    public async Task A_reader_that_waits_is_woken_by_the_event_it_waits_for()
    {
        using var fixture = new LogFixture();
        Task waiting = fixture.Log.WaitForAsync(0, CancellationToken.None);
        waiting.IsCompleted.ShouldBeFalse();

        fixture.Append(LogFixture.Message("a"));

        await waiting.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        fixture.Log.WaitForAsync(0, CancellationToken.None).IsCompleted.ShouldBeTrue();
        fixture.Log.WaitForAsync(1, CancellationToken.None).IsCompleted.ShouldBeFalse();
    }

    private static List<long> OffsetsOf(LogFixture fixture)
    {
        List<long> offsets = [];
        while (fixture.Log.TryLease(offsets.Count, out LogLease lease))
        {
            using (lease)
            {
                for (long i = lease.First; i < lease.End; i++)
                {
                    offsets.Add(lease.OffsetOf(i));
                }
            }
        }

        return offsets;
    }
}
