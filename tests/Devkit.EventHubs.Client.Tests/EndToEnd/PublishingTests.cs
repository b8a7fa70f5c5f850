using System.Globalization;
using System.Runtime.Serialization;
using Azure.Core.Amqp;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Producer;

namespace Devkit.EventHubs.Client.Tests.EndToEnd;

public sealed class PublishingTests : BrokerTestBase
{
    [Fact]
    public async Task One_event_and_many_arrive_in_order_with_all_that_the_service_adds()
    {
        var producer = Producer();
        var before = DateTimeOffset.UtcNow.AddSeconds(-1);
        await producer.SendAsync(Numbered(1), new SendEventOptions { PartitionId = "0" }, Token);
        await producer.SendAsync(Numbered(250, 1), new SendEventOptions { PartitionId = "0" }, Token);
        var events = await ReadAsync(Receiver(EventPosition.Earliest), 251);
        events.Select(e => e.EventBody.ToString()).ShouldBe(Enumerable.Range(0, 251).Select(i => $"event {i}"));
        events.Select(e => e.SequenceNumber).ShouldBe(Enumerable.Range(0, 251).Select(i => (long)i));
        events.ShouldAllBe(e => e.EnqueuedTime > before && e.OffsetString.Length > 0 && e.PartitionKey == null);
        events[3].SystemProperties.Keys.ShouldBe(["x-opt-sequence-number", "x-opt-offset", "x-opt-enqueued-time"], ignoreOrder: true);
        events[3].SystemProperties["x-opt-sequence-number"].ShouldBe(3L);
        events[3].SystemProperties["x-opt-offset"].ShouldBe(events[3].OffsetString);
        events[3].SystemProperties["x-opt-enqueued-time"].ShouldBe(events[3].EnqueuedTime);
    }

    [Fact]
    public async Task Properties_of_every_type_come_back_as_they_went()
    {
        var sent = new Dictionary<string, object>
        {
            ["string"] = "text ü",
            ["bool"] = true,
            ["byte"] = (byte)200,
            ["sbyte"] = (sbyte)-100,
            ["short"] = (short)-30000,
            ["ushort"] = (ushort)60000,
            ["int"] = -2_000_000_000,
            ["uint"] = 4_000_000_000u,
            ["long"] = long.MinValue,
            ["ulong"] = ulong.MaxValue,
            ["float"] = 1.5f,
            ["double"] = Math.PI,
            ["decimal"] = -79228162514264337593543950335m,
            ["small decimal"] = 0.0000000000000000000000000001m,
            ["char"] = 'ü',
            ["guid"] = Guid.NewGuid(),
            ["time"] = new DateTime(2026, 3, 4, 5, 6, 7, 89, DateTimeKind.Utc),
            ["offset"] = new DateTimeOffset(2026, 3, 4, 5, 6, 7, 89, TimeSpan.FromHours(2)),
            ["span"] = TimeSpan.FromTicks(123456789),
            ["uri"] = new Uri("https://example.org/a?b=c"),
            ["bytes"] = new byte[] { 1, 2, 3 },
            ["null"] = null!,
        };
        var eventData = new EventData("x") { MessageId = "m1", CorrelationId = "c1", ContentType = "text/plain" };
        foreach (var (name, value) in sent)
        {
            eventData.Properties[name] = value;
        }

        eventData.Properties["stream"] = new MemoryStream([4, 5]);
        await Producer().SendAsync([eventData], new SendEventOptions { PartitionId = "0" }, Token);
        var received = (await ReadAsync(Receiver(EventPosition.Earliest), 1))[0];
        foreach (var (name, value) in sent)
        {
            received.Properties[name].ShouldBe(value, name);
            received.Properties[name]?.GetType().ShouldBe(value?.GetType(), name);
        }

        received.Properties["stream"].ShouldBe(new byte[] { 4, 5 });
        received.MessageId.ShouldBe("m1");
        received.CorrelationId.ShouldBe("c1");
        received.ContentType.ShouldBe("text/plain");
        received.SystemProperties["message-id"].ShouldBe("m1");
        received.SystemProperties["correlation-id"].ShouldBe("c1");
        received.SystemProperties["content-type"].ShouldBe("text/plain");
    }

    [Fact]
    public async Task A_property_of_another_type_is_refused()
    {
        var eventData = new EventData("x");
        eventData.Properties["bad"] = new object();
        await Should.ThrowAsync<SerializationException>(() => Producer().SendAsync([eventData], Token));
        using var batch = await Producer().CreateBatchAsync(Token);
        Should.Throw<SerializationException>(() => batch.TryAdd(eventData));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_key_decides_the_partition_and_travels_with_each_event(int count)
    {
        var producer = Producer();
        foreach (var key in new[] { "alpha", "beta", "gamma" })
        {
            using var batch = await producer.CreateBatchAsync(new CreateBatchOptions { PartitionKey = key }, Token);
            Enumerable.Range(0, count).ShouldAllBe(i => batch.TryAdd(new EventData($"{key} {i}")));
            await producer.SendAsync(batch, Token);
            await producer.SendAsync(Numbered(count), new SendEventOptions { PartitionKey = key }, Token);
            var partitionId = Broker.GetPartitionForKey(Hub, key);
            var events = await ReadAsync(Receiver(EventPosition.Earliest, partitionId), 2 * count);
            events.Where(e => e.PartitionKey == key).Count().ShouldBe(2 * count);
        }
    }

    [Fact]
    public async Task The_size_of_a_batch_counts_the_envelope_and_the_length_of_each_event()
    {
        var producer = Producer();
        using var plain = await producer.CreateBatchAsync(Token);
        plain.SizeInBytes.ShouldBe(0);
        plain.MaximumSizeInBytes.ShouldBe(1024 * 1024);
        using var keyed = await producer.CreateBatchAsync(new CreateBatchOptions { PartitionKey = "key1" }, Token);
        keyed.SizeInBytes.ShouldBe(33);
        plain.TryAdd(new EventData(new byte[100])).ShouldBeTrue();
        plain.SizeInBytes.ShouldBe(100 + 5 + 5);
        plain.TryAdd(new EventData(new byte[1000])).ShouldBeTrue();
        plain.SizeInBytes.ShouldBe(110 + 1000 + 8 + 8);
        plain.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_batch_takes_what_fits_and_is_locked_while_it_is_sent()
    {
        var producer = Producer();
        using var batch = await producer.CreateBatchAsync(new CreateBatchOptions { MaximumSizeInBytes = 250, PartitionId = "1" }, Token);
        batch.TryAdd(new EventData(new byte[100])).ShouldBeTrue();
        batch.TryAdd(new EventData(new byte[100])).ShouldBeTrue();
        batch.TryAdd(new EventData(new byte[100])).ShouldBeFalse();
        await producer.SendAsync(batch, Token);
        (await ReadAsync(Receiver(EventPosition.Earliest, "1"), 2)).Count.ShouldBe(2);
        await Should.ThrowAsync<ArgumentOutOfRangeException>(async () => await producer.CreateBatchAsync(new CreateBatchOptions { MaximumSizeInBytes = 2 << 20 }, Token));
        Should.Throw<ArgumentOutOfRangeException>(() => new CreateBatchOptions { MaximumSizeInBytes = 23 });
    }

    [Fact]
    public async Task Events_of_almost_a_mebibyte_go_both_ways_and_larger_ones_do_not()
    {
        var producer = Producer();
        var large = new byte[(1 << 20) - 100];
        new Random(1).NextBytes(large);
        await producer.SendAsync([new EventData(large)], new SendEventOptions { PartitionId = "2" }, Token);
        (await ReadAsync(Receiver(EventPosition.Earliest, "2"), 1))[0].EventBody.ToArray().ShouldBe(large);
        (await Should.ThrowAsync<EventHubsException>(() => producer.SendAsync([new EventData(new byte[1 << 20])], Token)))
            .Reason.ShouldBe(EventHubsException.FailureReason.MessageSizeExceeded);
    }

    [Fact]
    public async Task Nothing_is_sent_for_nothing()
    {
        var producer = Producer();
        await producer.SendAsync([], Token);
        using var batch = await producer.CreateBatchAsync(Token);
        await producer.SendAsync(batch, Token);
        Broker.GetPartitions(Hub).ShouldAllBe(p => p.IsEmpty);
    }

    [Fact]
    public async Task A_partition_and_a_key_at_once_are_refused()
    {
        var both = new SendEventOptions { PartitionId = "0", PartitionKey = "k" };
        await Should.ThrowAsync<InvalidOperationException>(() => Producer().SendAsync(Numbered(1), both, Token));
    }

    [Fact]
    public async Task Values_and_sequences_as_bodies_are_read_through_the_message()
    {
        var value = new EventData(new AmqpAnnotatedMessage(AmqpMessageBody.FromValue(42)));
        var sequence = new EventData(new AmqpAnnotatedMessage(AmqpMessageBody.FromSequence([["a", 1L]])));
        await Producer().SendAsync([value, sequence], new SendEventOptions { PartitionId = "0" }, Token);
        var received = await ReadAsync(Receiver(EventPosition.Earliest), 2);
        Should.Throw<NotSupportedException>(() => received[0].EventBody);
        received[0].GetRawAmqpMessage().Body.TryGetValue(out var number).ShouldBeTrue();
        number.ShouldBe(42);
        received[1].GetRawAmqpMessage().Body.TryGetSequence(out var lists).ShouldBeTrue();
        lists!.Single().ShouldBe(["a", 1L]);
        received[1].SequenceNumber.ShouldBe(1);
    }

    [Fact]
    public async Task An_event_that_was_read_can_be_sent_on()
    {
        await Producer().SendAsync(Numbered(1), new SendEventOptions { PartitionId = "0" }, Token);
        var received = (await ReadAsync(Receiver(EventPosition.Earliest), 1))[0];
        await Producer().SendAsync([received], new SendEventOptions { PartitionId = "1" }, Token);
        (await ReadAsync(Receiver(EventPosition.Earliest, "1"), 1))[0].EventBody.ToString().ShouldBe("event 0");
    }

    [Fact]
    public async Task Properties_of_hub_and_partitions_are_told()
    {
        var producer = Producer();
        var hub = await producer.GetEventHubPropertiesAsync(Token);
        hub.Name.ShouldBe(Hub);
        hub.PartitionIds.ShouldBe(["0", "1", "2", "3"]);
        (await producer.GetPartitionIdsAsync(Token)).ShouldBe(hub.PartitionIds);
        var empty = await producer.GetPartitionPropertiesAsync("1", Token);
        empty.IsEmpty.ShouldBeTrue();
        empty.LastEnqueuedSequenceNumber.ShouldBe(-1);
        await producer.SendAsync(Numbered(3), new SendEventOptions { PartitionId = "1" }, Token);
        var filled = await Consumer().GetPartitionPropertiesAsync("1", Token);
        filled.Id.ShouldBe("1");
        filled.IsEmpty.ShouldBeFalse();
        filled.BeginningSequenceNumber.ShouldBe(0);
        filled.LastEnqueuedSequenceNumber.ShouldBe(2);
        filled.LastEnqueuedOffsetString.ShouldBe(Broker.ReadStored(Hub, "1")[2].Offset);
        filled.LastEnqueuedTime.ToString(CultureInfo.InvariantCulture).ShouldBe(Broker.ReadStored(Hub, "1")[2].EnqueuedTime.ToString(CultureInfo.InvariantCulture));
    }
}
