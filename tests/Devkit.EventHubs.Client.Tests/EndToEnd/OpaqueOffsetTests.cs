using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Processor;
using Devkit.EventHubs.Broker;

namespace Devkit.EventHubs.Client.Tests.EndToEnd;

public sealed class OpaqueOffsetTests : BrokerTestBase
{
    [Fact]
    public async Task Offsets_that_are_no_numbers_work_as_positions_and_in_checkpoints()
    {
        Broker.Publish(Hub, "0", Enumerable.Range(0, 5).Select(i => $"{i}"));
        var events = await ReadAsync(Receiver(EventPosition.Earliest), 5);
        long.TryParse(events[2].OffsetString, out _).ShouldBeFalse();
#pragma warning disable CS0618 // The obsolete member is what is tested.
        Should.Throw<NotSupportedException>(() => events[2].Offset);
#pragma warning restore CS0618
        var checkpoint = CheckpointPosition.FromEvent(events[2]);
        checkpoint.OffsetString.ShouldBe(events[2].OffsetString);
        (await ReadAsync(Receiver(EventPosition.FromOffset(checkpoint.OffsetString, false)), 2))[0].SequenceNumber.ShouldBe(3);
        (await Consumer().GetEventHubPropertiesAsync(Token)).IsGeoReplicationEnabled.ShouldBeTrue();
    }

    private protected override void Configure(EventHubsBrokerOptions options) => options.Offsets = OffsetFormat.Opaque;
}
