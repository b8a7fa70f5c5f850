using Devkit.EventHubs.Broker.Hubs;
using Devkit.EventHubs.Broker.Protocol;
using Devkit.EventHubs.Broker.Receivers;
using Devkit.EventHubs.Broker.Storage;
using Devkit.EventHubs.Broker.Tests.Storage;

namespace Devkit.EventHubs.Broker.Tests.Receivers;

public sealed class StartFilterTests
{
    private const string Time = "amqp.annotation.x-opt-enqueued-time";

    [Theory]
    [InlineData(null, 2)]
    [InlineData("amqp.annotation.x-opt-offset > -1", 2)]
    [InlineData("amqp.annotation.x-opt-offset > '-1'", 2)]
    [InlineData("amqp.annotation.x-opt-offset > '@latest'", 10)]
    [InlineData("amqp.annotation.x-opt-offset > @latest", 10)]
    [InlineData("amqp.annotation.x-opt-sequence-number > '5'", 6)]
    [InlineData("amqp.annotation.x-opt-sequence-number >= 5", 5)]
    [InlineData("amqp.annotation.x-opt-sequence-number > -1", 2)]
    [InlineData("amqp.annotation.x-opt-sequence-number > 9", 10)]
    [InlineData("amqp.annotation.x-opt-offset >= 0", 2)]
    public void A_selector_leads_to_its_event(string? selector, long expected)
    {
        using Partition partition = PartitionWithEventsTwoToNine();

        StartFilter.Resolve(selector, partition).ShouldBe(expected);
    }

    [Theory]
    [InlineData(OffsetFormat.Numeric)]
    [InlineData(OffsetFormat.Opaque)]
    public void An_offset_leads_to_its_event_or_the_one_behind(OffsetFormat format)
    {
        using Partition partition = PartitionWithEventsTwoToNine(format);
        partition.Log.TryLease(7, out LogLease lease).ShouldBeTrue();
        using (lease)
        {
            string offset = partition.Offsets.Format(lease.OffsetOf(7));

            StartFilter.Resolve($"amqp.annotation.x-opt-offset >= {offset}", partition).ShouldBe(7);
            StartFilter.Resolve($"amqp.annotation.x-opt-offset > '{offset}'", partition).ShouldBe(8);
        }
    }

    [Fact]
    public void A_time_leads_behind_the_events_of_that_millisecond()
    {
        using Partition partition = PartitionWithEventsTwoToNine();
        long time = new ManualClock().Now.ToUnixTimeMilliseconds();

        StartFilter.Resolve($"{Time} > {time + 4000}", partition).ShouldBe(5);
        StartFilter.Resolve($"{Time} >= '{time + 4000}'", partition).ShouldBe(4);
        StartFilter.Resolve($"{Time} > '{time + 60_000}'", partition).ShouldBe(10);
    }

    [Theory]
    [InlineData("amqp.annotation.x-opt-sequence-number > 10", "last sequence number in the system is '9'")]
    [InlineData("amqp.annotation.x-opt-offset > 999999", "last offset in the system is")]
    [InlineData("amqp.annotation.x-opt-offset > 1:0:5", "last offset in the system is")]
    [InlineData("amqp.annotation.x-opt-sequence-number > five", "no number")]
    [InlineData("amqp.annotation.x-opt-offset < 5", "not supported")]
    [InlineData("", "not supported")]
    public void A_position_that_cannot_be_is_refused(string selector, string reason)
    {
        using Partition partition = PartitionWithEventsTwoToNine();

        RefusalException refusal = Should.Throw<RefusalException>(() => StartFilter.Resolve(selector, partition));

        refusal.Error.Condition.ShouldBe("com.microsoft:argument-error");
        refusal.Error.Description.ShouldContain(reason);
    }

    [Fact]
    public void A_numeric_offset_is_refused_where_offsets_are_opaque()
    {
        using Partition partition = PartitionWithEventsTwoToNine(OffsetFormat.Opaque);

        Should.Throw<RefusalException>(() => StartFilter.Resolve("amqp.annotation.x-opt-offset > 100", partition))
            .Error.Condition.ShouldBe("com.microsoft:georeplication:invalid-offset");
    }

    private static Partition PartitionWithEventsTwoToNine(OffsetFormat format = OffsetFormat.Numeric)
    {
        var clock = new ManualClock();
        var options = new EventHubsBrokerOptions { Offsets = format, TimeProvider = clock };
        var partition = new Partition("orders", 0, new RetentionOptions(), options, new SegmentBuffers(), hubDirectory: null);
        for (int i = 0; i < 10; i++)
        {
            partition.Log.Append([LogFixture.Message(100)]);
            clock.Now += TimeSpan.FromSeconds(1);
        }

        partition.Log.ExpireBefore(2);
        return partition;
    }
}
