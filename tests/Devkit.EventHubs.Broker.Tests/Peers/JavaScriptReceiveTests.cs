using System.Text.Json.Nodes;
using Devkit.EventHubs.Broker.Faults;

namespace Devkit.EventHubs.Broker.Tests.Peers;

/// <summary>Microsoft's JavaScript SDK receives what is stored, from wherever it begins.</summary>
public sealed class JavaScriptReceiveTests
{
    [Theory]
    [InlineData(OffsetFormat.Numeric)]
    [InlineData(OffsetFormat.Opaque)]
    public async Task Events_are_received_from_every_kind_of_position(OffsetFormat format)
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync(options => (options.Offsets = format, options.AddHub("orders", 2)));
        await using JavaScriptSdk sdk = JavaScriptSdk.Start(broker);
        PublishNumbers(broker, 10);
        StoredEvent fifth = broker.ReadStored("orders", "0")[5];

        async Task<string> FirstFromAsync(string id, object from)
        {
            await sdk.OpenAsync("orders", id, "0", from);
            return (await sdk.TakeBodiesAsync(id, 1)).Single();
        }

        (await FirstFromAsync("earliest", "earliest")).ShouldBe("0");
        (await FirstFromAsync("offset", new { offset = fifth.Offset })).ShouldBe("6");
        (await FirstFromAsync("offset, inclusive", new { offset = fifth.Offset, isInclusive = true })).ShouldBe("5");
        (await FirstFromAsync("number", new { sequenceNumber = 7 })).ShouldBe("8");
        (await FirstFromAsync("number, inclusive", new { sequenceNumber = 7, isInclusive = true })).ShouldBe("7");
    }

    [Fact]
    public async Task Events_are_received_from_a_moment_on()
    {
        var clock = new Storage.ManualClock();
        await using EventHubsBroker broker = await TestBroker.StartAsync(options => (options.TimeProvider = clock, options.AddHub("orders", 2)));
        await using JavaScriptSdk sdk = JavaScriptSdk.Start(broker);
        for (int i = 0; i < 5; i++)
        {
            broker.Publish("orders", "0", $"\"{i}\"");
            clock.Now += TimeSpan.FromSeconds(1);
        }

        await sdk.OpenAsync("orders", "moment", "0", new { enqueuedOn = broker.ReadStored("orders", "0")[2].EnqueuedTime.ToUnixTimeMilliseconds() });

        (await sdk.TakeBodiesAsync("moment", 2)).ShouldBe(["3", "4"]);
    }

    [Fact]
    public async Task The_latest_position_gets_new_events_only()
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync();
        await using JavaScriptSdk sdk = JavaScriptSdk.Start(broker);
        broker.Publish("orders", "0", "\"old\"");
        await sdk.OpenAsync("orders", "latest", "0", "latest");
        await broker.UntilReceiversAsync(1);

        broker.Publish("orders", "0", "\"new\"");

        (await sdk.TakeBodiesAsync("latest", 1)).ShouldBe(["new"]);
    }

    [Fact]
    public async Task An_event_comes_with_everything_that_was_sent()
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync();
        await using JavaScriptSdk sdk = JavaScriptSdk.Start(broker);
        await sdk.RunAsync("send", "orders", new
        {
            partitionKey = "customer-7",
            events = new[]
            {
                new
                {
                    body = new { amount = 12.5, items = new[] { "a", "b" } },
                    properties = new { text = "ü€😀", number = 42, fraction = 1.5, truth = true },
                    messageId = "m-1",
                    correlationId = "c-1",
                    contentType = "application/json",
                },
            },
        });
        string partition = broker.GetPartitionForKey("orders", "customer-7");
        StoredEvent stored = broker.ReadStored("orders", partition).Single();

        await sdk.OpenAsync("orders", "all", partition, "earliest");
        JsonNode received = (await sdk.TakeAsync("all", 1))[0]!;

        JsonNode.DeepEquals(received["body"], JsonNode.Parse("""{"amount":12.5,"items":["a","b"]}""")).ShouldBeTrue();
        JsonNode.DeepEquals(received["properties"], JsonNode.Parse("""{"text":"ü€😀","number":42,"fraction":1.5,"truth":true}""")).ShouldBeTrue();
        ((string)received["partitionKey"]!).ShouldBe("customer-7");
        ((string)received["messageId"]!).ShouldBe("m-1");
        ((string)received["correlationId"]!).ShouldBe("c-1");
        ((string)received["contentType"]!).ShouldBe("application/json");
        ((string)received["offset"]!).ShouldBe(stored.Offset);
        ((long)received["sequenceNumber"]!).ShouldBe(stored.SequenceNumber);
        ((long)received["enqueued"]!).ShouldBe(stored.EnqueuedTime.ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task An_event_of_900_kilobytes_is_received_whole()
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync();
        await using JavaScriptSdk sdk = JavaScriptSdk.Start(broker);
        byte[] body = new byte[900_000];
        new Random(1).NextBytes(body);
        broker.PublishEvents("orders", [new NewEvent(body)], partitionId: "0");

        await sdk.OpenAsync("orders", "large", "0", "earliest");

        Convert.FromBase64String((string)(await sdk.TakeAsync("large", 1))[0]!["body"]!["base64"]!).ShouldBe(body);
    }

    [Fact]
    public async Task More_events_than_any_window_or_credit_are_received_in_order()
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync();
        await using JavaScriptSdk sdk = JavaScriptSdk.Start(broker);
        PublishNumbers(broker, 12_000);

        await sdk.OpenAsync("orders", "many", "0", "earliest");

        (await sdk.TakeBodiesAsync("many", 12_000)).ShouldBe(Enumerable.Range(0, 12_000).Select(number => $"{number}"));
    }

    [Fact]
    public async Task A_consumer_that_asks_learns_of_the_newest_event()
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync();
        await using JavaScriptSdk sdk = JavaScriptSdk.Start(broker);
        PublishNumbers(broker, 3);

        await sdk.OpenAsync("orders", "tracking", "0", "earliest", track: true);
        (await sdk.TakeBodiesAsync("tracking", 3)).ShouldBe(["0", "1", "2"]);

        JsonNode last = (await sdk.RunAsync("tracked", "", new { id = "tracking" }))!;
        ((long)last["sequenceNumber"]!).ShouldBe(2);
        ((string)last["offset"]!).ShouldBe(broker.GetPartition("orders", "0").LastOffset);
    }

    [Fact]
    public async Task A_newer_consumer_of_the_same_epoch_takes_the_partition_over()
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync();
        await using JavaScriptSdk first = JavaScriptSdk.Start(broker), second = JavaScriptSdk.Start(broker);
        PublishNumbers(broker, 1);
        await first.OpenAsync("orders", "first", "0", "earliest", ownerLevel: 1);
        await first.TakeAsync("first", 1);

        await second.OpenAsync("orders", "second", "0", "earliest", ownerLevel: 1);

        (await second.TakeBodiesAsync("second", 1)).ShouldBe(["0"]);
        ((string)(await first.TakeErrorAsync("first"))["code"]!).ShouldBe("ReceiverDisconnectedError");
    }

    [Fact]
    public async Task A_lower_epoch_and_none_are_refused_while_a_higher_one_reads()
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync();
        await using JavaScriptSdk sdk = JavaScriptSdk.Start(broker);
        PublishNumbers(broker, 1);
        await sdk.OpenAsync("orders", "owner", "0", "earliest", ownerLevel: 5);
        await sdk.TakeAsync("owner", 1);

        await sdk.OpenAsync("orders", "lower", "0", "earliest", ownerLevel: 4);
        await sdk.OpenAsync("orders", "none", "0", "earliest");

        ((string)(await sdk.TakeErrorAsync("lower"))["code"]!).ShouldBe("ReceiverDisconnectedError");
        ((string)(await sdk.TakeErrorAsync("none"))["code"]!).ShouldBe("ReceiverDisconnectedError");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Receiving_goes_on_where_it_was_after_the_connection_was_lost(bool withoutAWord)
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync();
        await using JavaScriptSdk sdk = JavaScriptSdk.Start(broker);
        PublishNumbers(broker, 5);
        await sdk.OpenAsync("orders", "reader", "0", "earliest");
        await sdk.TakeAsync("reader", 5);
        var readers = new FaultScope { Links = LinkKinds.Receivers, Hub = "orders" };

        (withoutAWord ? broker.Faults.CutConnections(readers) : broker.Faults.CloseConnections(readers)).ShouldBe(1);
        broker.Publish("orders", "0", "\"after\"");

        (await sdk.TakeBodiesAsync("reader", 1)).ShouldBe(["after"]);
    }

    [Fact]
    public async Task Receiving_goes_on_after_the_broker_was_restarted_on_its_port()
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync();
        await using JavaScriptSdk sdk = JavaScriptSdk.Start(broker);
        PublishNumbers(broker, 2);
        await sdk.OpenAsync("orders", "reader", "0", "earliest");
        await sdk.TakeAsync("reader", 2);

        await broker.RestartAsync(TestContext.Current.CancellationToken);
        broker.Publish("orders", "0", "\"after\"");

        (await sdk.TakeBodiesAsync("reader", 1)).ShouldBe(["after"]);
    }

    [Fact]
    public async Task A_missing_consumer_group_is_not_found()
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync();
        await using JavaScriptSdk sdk = JavaScriptSdk.Start(broker);

        await sdk.OpenAsync("orders", "stranger", "0", "earliest", group: "strangers");

        ((string)(await sdk.TakeErrorAsync("stranger"))["code"]!).ShouldBe("MessagingEntityNotFoundError");
    }

    private static void PublishNumbers(EventHubsBroker broker, int count) =>
        broker.Publish("orders", "0", Enumerable.Range(0, count).Select(number => $"\"{number}\""));
}
