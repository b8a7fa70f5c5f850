using System.Text.Json.Nodes;
using Devkit.EventHubs.Broker.Faults;

namespace Devkit.EventHubs.Broker.Tests.Peers;

/// <summary>What Microsoft's JavaScript SDK sends arrives as it meant it.</summary>
public sealed class JavaScriptSendTests
{
    [Fact]
    public async Task Properties_of_a_hub_are_read()
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync(options => options.AddHub("orders", 8).AddHub("returns", 2));
        await using JavaScriptSdk sdk = JavaScriptSdk.Start(broker);

        JsonNode hub = (await sdk.RunAsync("hub", "orders"))!;

        ((string)hub["name"]!).ShouldBe("orders");
        hub["partitionIds"]!.AsArray().Select(id => (string)id!).ShouldBe(["0", "1", "2", "3", "4", "5", "6", "7"]);
        ((bool)hub["isGeoDrEnabled"]!).ShouldBeFalse();
        (await sdk.RunAsync("hub", "returns"))!["partitionIds"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task Properties_of_a_partition_are_read()
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync();
        await using JavaScriptSdk sdk = JavaScriptSdk.Start(broker);
        broker.Publish("orders", "1", "a", "b", "c");
        broker.ExpireEvents("orders", "1", 1);

        JsonNode partition = (await sdk.RunAsync("partition", "orders", new { partitionId = "1" }))!;

        ((long)partition["beginningSequenceNumber"]!).ShouldBe(1);
        ((long)partition["lastEnqueuedSequenceNumber"]!).ShouldBe(2);
        ((string)partition["lastEnqueuedOffset"]!).ShouldBe(broker.GetPartition("orders", "1").LastOffset);
        ((bool)partition["isEmpty"]!).ShouldBeFalse();
        ((bool)(await sdk.RunAsync("partition", "orders", new { partitionId = "0" }))!["isEmpty"]!).ShouldBeTrue();
    }

    [Fact]
    public async Task A_send_to_a_partition_arrives_there_in_order()
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync();
        await using JavaScriptSdk sdk = JavaScriptSdk.Start(broker);

        await sdk.RunAsync("send", "orders", new
        {
            partitionId = "2",
            events = new[] { new { body = "first", properties = new { kind = "a", count = 1 } }, new { body = "second", properties = new { kind = "b", count = 2 } } },
        });

        IReadOnlyList<StoredEvent> stored = broker.ReadStored("orders", "2");
        stored.Select(item => item.BodyText).ShouldBe(["\"first\"", "\"second\""]);
        stored.Select(item => item.Properties["kind"]).ShouldBe(["a", "b"]);
    }

    [Theory]
    [InlineData("customer-7")]
    [InlineData("ü€😀")]
    [InlineData("a rather long key, of more than twelve bytes")]
    public async Task A_batch_with_a_key_goes_where_the_hash_says(string key)
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync(options => options.AddHub("orders", 16));
        await using JavaScriptSdk sdk = JavaScriptSdk.Start(broker);

        JsonNode batch = (await sdk.RunAsync("batch", "orders", new { partitionKey = key, events = new[] { new { body = "x" }, new { body = "y" } } }))!;

        ((int)batch["maxSizeInBytes"]!).ShouldBe(EventHubsBrokerOptions.DefaultMaximumMessageSize);
        IReadOnlyList<StoredEvent> stored = broker.ReadStored("orders", broker.GetPartitionForKey("orders", key));
        stored.Select(item => (item.BodyText, item.PartitionKey)).ShouldBe([("\"x\"", key), ("\"y\"", key)]);
    }

    [Fact]
    public async Task An_idempotent_producer_numbers_its_events()
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync();
        await using JavaScriptSdk sdk = JavaScriptSdk.Start(broker);

        JsonNode producer = (await sdk.RunAsync("idempotent", "orders", new { partitionId = "1", bodies = new[] { "a", "b", "c" } }))!;

        ((bool)producer["isIdempotentPublishingEnabled"]!).ShouldBeTrue();
        ((int)producer["lastPublishedSequenceNumber"]!).ShouldBe(2);
        broker.ReadStored("orders", "1").Select(item => item.BodyText).ShouldBe(["\"a\"", "\"b\"", "\"c\""]);
    }

    [Fact]
    public async Task An_event_of_900_kilobytes_arrives_whole()
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync();
        await using JavaScriptSdk sdk = JavaScriptSdk.Start(broker);

        await sdk.RunAsync("large", "orders", new { partitionId = "0", size = 900_000 });

        StoredEvent stored = broker.ReadStored("orders", "0").ShouldHaveSingleItem();
        stored.Body.Length.ShouldBe(900_000);
        stored.Body.Span.ContainsAnyExcept((byte)7).ShouldBeFalse();
    }

    [Fact]
    public async Task A_missing_hub_is_reported_as_not_found()
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync();
        await using JavaScriptSdk sdk = JavaScriptSdk.Start(broker);

        (await Should.ThrowAsync<JavaScriptException>(() => sdk.RunAsync("hub", "missing"))).Code.ShouldBe("MessagingEntityNotFoundError");
        (await Should.ThrowAsync<JavaScriptException>(() => sdk.RunAsync("send", "missing", new { events = new[] { new { body = "x" } } })))
            .Code.ShouldBe("MessagingEntityNotFoundError");
    }

    [Fact]
    public async Task A_missing_partition_is_out_of_range()
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync();
        await using JavaScriptSdk sdk = JavaScriptSdk.Start(broker);

        (await Should.ThrowAsync<JavaScriptException>(() => sdk.RunAsync("partition", "orders", new { partitionId = "99" })))
            .Code.ShouldBe("ArgumentOutOfRangeError");
    }

    [Fact]
    public async Task A_busy_server_is_tried_again()
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync();
        await using JavaScriptSdk sdk = JavaScriptSdk.Start(broker);
        using IDisposable busy = broker.Faults.BeBusy(2, new FaultScope { Links = LinkKinds.Senders });

        await sdk.RunAsync("send", "orders", new { partitionId = "0", events = new[] { new { body = "x" } } });

        broker.ReadStored("orders", "0").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Sending_goes_on_after_the_connection_was_cut()
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync();
        await using JavaScriptSdk sdk = JavaScriptSdk.Start(broker);
        await sdk.RunAsync("send", "orders", new { partitionId = "0", events = new[] { new { body = "before" } } });

        broker.Faults.CutConnections().ShouldBeGreaterThan(0);
        await sdk.RunAsync("send", "orders", new { partitionId = "0", events = new[] { new { body = "after" } } });

        broker.ReadStored("orders", "0").Select(item => item.BodyText).ShouldBe(["\"before\"", "\"after\""]);
    }
}
