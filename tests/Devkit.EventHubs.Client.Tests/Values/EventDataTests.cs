using System.Text;
using Azure.Core.Amqp;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Processor;
using Azure.Messaging.EventHubs.Producer;

namespace Devkit.EventHubs.Client.Tests.Values;

public class EventDataTests
{
    [Fact]
    public void An_event_that_was_not_read_has_no_place()
    {
        var item = new EventData("text");
        item.EventBody.ToString().ShouldBe("text");
        item.Data.ShouldBe(item.EventBody);
        item.Body.ToArray().ShouldBe(Encoding.UTF8.GetBytes("text"));
        item.BodyAsStream.Length.ShouldBe(4);
        item.SequenceNumber.ShouldBe(long.MinValue);
        item.OffsetString.ShouldBeNull();
        item.EnqueuedTime.ShouldBe(default);
        item.PartitionKey.ShouldBeNull();
        item.IsReadOnly.ShouldBeFalse();
        item.SystemProperties.ShouldBeEmpty();
        item.MessageId.ShouldBeNull();
        item.ContentType.ShouldBeNull();
#pragma warning disable CS0618 // The obsolete member is what is tested.
        item.Offset.ShouldBe(long.MinValue);
#pragma warning restore CS0618
        Should.Throw<ArgumentException>(() => CheckpointPosition.FromEvent(item));
    }

    [Fact]
    public void The_message_behind_an_event_is_the_event()
    {
        var item = new EventData("text") { MessageId = "m", ContentType = "t" };
        item.Properties["a"] = 1;
        var message = item.GetRawAmqpMessage();
        message.Properties.MessageId.ToString().ShouldBe("m");
        message.ApplicationProperties["a"].ShouldBe(1);
        message.Body = AmqpMessageBody.FromData([new byte[] { 1 }, new byte[] { 2, 3 }]);
        item.EventBody.ToArray().ShouldBe([1, 2, 3]);
        message.Body = AmqpMessageBody.FromValue("v");
        Should.Throw<NotSupportedException>(() => new EventData(message).EventBody);
        item.EventBody = new BinaryData("new");
        item.EventBody.ToString().ShouldBe("new");
        ((Azure.Messaging.MessageContent)item).ContentType = new Azure.Core.ContentType("u");
        item.ContentType.ShouldBe("u");
    }

    [Fact]
    public void The_model_factory_makes_events_as_if_they_had_been_read()
    {
        var time = DateTimeOffset.UnixEpoch.AddDays(1);
        var item = EventHubsModelFactory.EventData(
            new BinaryData("b"), new Dictionary<string, object> { ["p"] = 1 }, partitionKey: "k", sequenceNumber: 5, offsetString: "50", enqueuedTime: time);
        (item.SequenceNumber, item.OffsetString, item.EnqueuedTime, item.PartitionKey).ShouldBe((5L, "50", time, "k"));
        item.Properties["p"].ShouldBe(1);
        var position = CheckpointPosition.FromEvent(item);
        (position.OffsetString, position.SequenceNumber).ShouldBe(("50", 5L));
#pragma warning disable CS0618 // The obsolete members are what is tested.
        item.Offset.ShouldBe(50);
        EventHubsModelFactory.EventData(new BinaryData("b"), offset: 7).OffsetString.ShouldBe("7");
        position.Offset.ShouldBe(50);
        Should.Throw<NotSupportedException>(() => new CheckpointPosition("12:ab").Offset);
        Should.Throw<NotSupportedException>(() => new CheckpointPosition().Offset);
        new CheckpointPosition(5).SequenceNumber.ShouldBe(5);
#pragma warning restore CS0618
    }

    [Fact]
    public void The_model_factory_makes_batches_that_a_test_can_look_into()
    {
        var store = new List<EventData>();
        using var batch = EventHubsModelFactory.EventDataBatch(7, store, tryAddCallback: e => e.EventBody.ToString() != "no");
        batch.TryAdd(new EventData("yes")).ShouldBeTrue();
        batch.TryAdd(new EventData("no")).ShouldBeFalse();
        batch.Count.ShouldBe(1);
        batch.SizeInBytes.ShouldBe(7);
        batch.Lock();
        Should.Throw<InvalidOperationException>(() => batch.TryAdd(new EventData("yes")));
        Should.Throw<InvalidOperationException>(batch.Dispose);
        batch.Unlock();
        new CreateBatchOptions { MaximumSizeInBytes = 24 }.MaximumSizeInBytes.ShouldBe(24);
    }

    [Fact]
    public void A_default_checkpoint_position_is_not_an_empty_one()
    {
        default(CheckpointPosition).SequenceNumber.ShouldBe(0);
        new CheckpointPosition().SequenceNumber.ShouldBe(long.MinValue);
        Should.Throw<ArgumentException>(() => new CheckpointPosition(string.Empty));
        Should.Throw<ArgumentNullException>(() => new CheckpointPosition(null!));
    }

    [Fact]
    public void Positions_say_where_they_are()
    {
        EventPosition.Earliest.ToString().ShouldBe("Earliest");
        EventPosition.Latest.ToString().ShouldBe("Latest");
        EventPosition.FromOffset("a").ToString().ShouldBe("Offset: [a] | Inclusive: [True]");
        EventPosition.FromSequenceNumber(3, false).ToString().ShouldBe("Sequence Number: [3] | Inclusive: [False]");
        EventPosition.FromEnqueuedTime(DateTimeOffset.UnixEpoch).ToString().ShouldStartWith("Enqueued: [");
        EventPosition.FromOffset("-1", false).ShouldBe(EventPosition.Earliest);
        (EventPosition.FromOffset("1") == EventPosition.FromOffset("1", false)).ShouldBeFalse();
        Should.Throw<ArgumentException>(() => EventPosition.FromOffset(string.Empty));
    }

    [Fact]
    public void What_is_known_of_the_newest_event_may_have_no_number_as_offset()
    {
        var known = new LastEnqueuedEventProperties(1, "a:b", null, null);
#pragma warning disable CS0618 // The obsolete members are what is tested.
        Should.Throw<NotSupportedException>(() => known.Offset);
        new LastEnqueuedEventProperties(1, (string?)null, null, null).Offset.ShouldBeNull();
        new LastEnqueuedEventProperties(1, 5L, null, null).OffsetString.ShouldBe("5");
#pragma warning restore CS0618
        known.ShouldBe(new LastEnqueuedEventProperties(1, "a:b", null, null));
    }
}
