using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;

namespace Devkit.EventHubs.Client.Tests.EndToEnd;

public sealed class ReadingTests : BrokerTestBase
{
    [Fact]
    public async Task Reading_starts_where_the_position_says()
    {
        Broker.Publish(Hub, "0", Enumerable.Range(0, 5).Select(i => $"early {i}"));
        await Task.Delay(30, Token);
        var stored = Broker.ReadStored(Hub, "0");
        var between = stored[4].EnqueuedTime;
        Broker.Publish(Hub, "0", Enumerable.Range(5, 5).Select(i => $"late {i}"));

        (await FirstAsync(EventPosition.Earliest)).ShouldBe(0);
        (await FirstAsync(EventPosition.FromOffset(stored[3].Offset))).ShouldBe(3);
        (await FirstAsync(EventPosition.FromOffset(stored[3].Offset, false))).ShouldBe(4);
        (await FirstAsync(EventPosition.FromSequenceNumber(2))).ShouldBe(2);
        (await FirstAsync(EventPosition.FromSequenceNumber(2, false))).ShouldBe(3);
        (await FirstAsync(EventPosition.FromEnqueuedTime(between))).ShouldBe(5);

        async Task<long> FirstAsync(EventPosition position)
        {
            // Closed at once: no more than five may read.
            await using var receiver = Receiver(position);
            return (await ReadAsync(receiver, 1))[0].SequenceNumber;
        }
    }

    [Fact]
    public async Task Latest_means_what_comes_next()
    {
        Broker.Publish(Hub, "0", ["old"]);
        var receiver = Receiver(EventPosition.Latest);
        (await receiver.ReceiveBatchAsync(10, TimeSpan.FromMilliseconds(100), Token)).ShouldBeEmpty();
        Broker.Publish(Hub, "0", ["new"]);
        (await ReadAsync(receiver, 1))[0].EventBody.ToString().ShouldBe("new");
    }

    [Fact]
    public async Task A_position_without_a_value_is_refused() =>
        await Should.ThrowAsync<ArgumentException>(() => Receiver(default).ReceiveBatchAsync(1, TimeSpan.FromSeconds(1), Token));

    [Fact]
    public async Task Batches_are_lists_and_nothing_is_an_empty_array()
    {
        Broker.Publish(Hub, "0", ["a", "b"]);
        var receiver = Receiver(EventPosition.Earliest);
        (await receiver.ReceiveBatchAsync(10, TimeSpan.FromSeconds(5), Token)).ShouldBeOfType<List<EventData>>();
        await ReadAsync(Receiver(EventPosition.Earliest), 2);
        object nothing = await receiver.ReceiveBatchAsync(10, TimeSpan.FromMilliseconds(300), Token);
        while (nothing is List<EventData>)
        {
            nothing = await receiver.ReceiveBatchAsync(10, TimeSpan.FromMilliseconds(300), Token);
        }

        nothing.ShouldBeOfType<EventData[]>().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, null)]
    [InlineData(20, null)]
    [InlineData(300, null)]
    [InlineData(300, 50_000L)]
    public async Task Everything_comes_once_and_in_order_whatever_is_fetched_ahead(int prefetchCount, long? prefetchSize)
    {
        const int Count = 7000;
        for (var i = 0; i < Count; i += 500)
        {
            Broker.Publish(Hub, "0", Enumerable.Range(i, 500).Select(n => $"{n}"));
        }

        var receiver = Receiver(EventPosition.Earliest, options: new PartitionReceiverOptions { PrefetchCount = prefetchCount, PrefetchSizeInBytes = prefetchSize });
        var seen = new List<long>();
        while (seen.Count < Count)
        {
            seen.AddRange((await receiver.ReceiveBatchAsync(73, TimeSpan.FromSeconds(5), Token)).Select(e => e.SequenceNumber));
        }

        seen.ShouldBe(Enumerable.Range(0, Count).Select(i => (long)i));
    }

    [Fact]
    public async Task Cancelling_a_receive_throws_and_loses_nothing()
    {
        var receiver = Receiver(EventPosition.Earliest);
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Should.ThrowAsync<TaskCanceledException>(() => receiver.ReceiveBatchAsync(1, TimeSpan.FromSeconds(30), soon.Token));
        Broker.Publish(Hub, "0", ["a"]);
        (await ReadAsync(receiver, 1))[0].SequenceNumber.ShouldBe(0);
    }

    [Fact]
    public async Task A_closed_reader_says_so()
    {
        var receiver = Receiver(EventPosition.Earliest);
        var pending = receiver.ReceiveBatchAsync(1, TimeSpan.FromSeconds(30), Token);
        await receiver.CloseAsync(Token);
        receiver.IsClosed.ShouldBeTrue();
        (await Should.ThrowAsync<EventHubsException>(() => pending)).Reason.ShouldBe(EventHubsException.FailureReason.ClientClosed);
        (await Should.ThrowAsync<EventHubsException>(() => receiver.ReceiveBatchAsync(1, Token))).Reason.ShouldBe(EventHubsException.FailureReason.ClientClosed);
    }

    [Fact]
    public async Task The_newest_event_of_the_partition_is_known_from_deliveries()
    {
        Broker.Publish(Hub, "0", Enumerable.Range(0, 10).Select(i => $"{i}"));
        var receiver = Receiver(EventPosition.Earliest);
        receiver.ReadLastEnqueuedEventProperties().SequenceNumber.ShouldBeNull();
        await ReadAsync(receiver, 1);
        var newest = receiver.ReadLastEnqueuedEventProperties();
        newest.SequenceNumber.ShouldBe(9);
        newest.OffsetString.ShouldBe(Broker.ReadStored(Hub, "0")[9].Offset);
        newest.LastReceivedTime.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_client_reads_one_partition()
    {
        Broker.Publish(Hub, "3", ["a", "b", "c"]);
        var bodies = new List<string>();
        await foreach (var item in Consumer().ReadEventsFromPartitionAsync("3", EventPosition.Earliest, Token))
        {
            item.Partition.PartitionId.ShouldBe("3");
            item.Partition.ConsumerGroup.ShouldBe(Group);
            item.Partition.ReadLastEnqueuedEventProperties().SequenceNumber.ShouldBe(2);
            bodies.Add(item.Data.EventBody.ToString());
            if (bodies.Count == 3)
            {
                break;
            }
        }

        bodies.ShouldBe(["a", "b", "c"]);
    }

    [Fact]
    public async Task A_client_reads_all_partitions()
    {
        for (var i = 0; i < 4; i++)
        {
            Broker.Publish(Hub, $"{i}", Enumerable.Range(0, 50).Select(n => $"{n}"));
        }

        var seen = new List<(string Partition, long Number)>();
        await foreach (var item in Consumer("other group").ReadEventsAsync(Token))
        {
            seen.Add((item.Partition.PartitionId, item.Data.SequenceNumber));
            if (seen.Count == 200)
            {
                break;
            }
        }

        seen.GroupBy(s => s.Partition).ShouldAllBe(g => g.Select(s => s.Number).SequenceEqual(Enumerable.Range(0, 50).Select(n => (long)n)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_wait_time_of_a_reading_gives_empty_events(bool allPartitions)
    {
        var options = new ReadEventOptions { MaximumWaitTime = TimeSpan.FromMilliseconds(50) };
        var client = Consumer();
        var reading = allPartitions ? client.ReadEventsAsync(false, options, Token) : client.ReadEventsFromPartitionAsync("0", EventPosition.Latest, options, Token);
        await foreach (var item in reading)
        {
            item.Data.ShouldBeNull();
            item.Partition.ShouldBeNull();
            break;
        }
    }

    [Fact]
    public async Task A_reading_ends_with_its_token()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Should.ThrowAsync<TaskCanceledException>(async () =>
        {
            await foreach (var item in Consumer().ReadEventsAsync(soon.Token))
            {
                item.Data.ShouldBeNull();
            }
        });
    }
}
