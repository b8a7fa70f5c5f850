using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Producer;
using Checkpointing.Blob;
using Checkpointing.Tests.Services;
using Devkit.EventHubs.Broker;

namespace Interop.Tests;

/// <summary>Events that one SDK produces are what the other consumes, down to types and bytes.</summary>
public sealed class EventExchangeTests : IAsyncLifetime
{
    private const string Hub = "exchange";
    private const string Container = "checkpoints";
    private EventHubsBroker _broker = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _broker = await EventHubsBroker.StartAsync(new EventHubsBrokerOptions().AddHub(Hub, 1), Cancelled);

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task What_JavaScript_produces_we_consume_with_body_and_properties_intact()
    {
        Node.Needs("@azure/event-hubs");
        await using var producer = new JavaScriptProducer(_broker.ConnectionString, Hub);
        byte[] bytes = [0, 1, 2, 254, 255];
        JsonArray events =
        [
            new JsonObject
            {
                ["body"] = new JsonObject { ["order"] = 17, ["name"] = "Zoë" },
                ["properties"] = new JsonObject { ["text"] = "täxt", ["yes"] = true, ["whole"] = 42, ["real"] = 1.5, ["when"] = "date:2026-01-02T03:04:05.678Z" },
                ["messageId"] = "m-1",
                ["correlationId"] = "c-1",
                ["contentType"] = "application/json",
            },
            new JsonObject { ["bytes"] = Convert.ToBase64String(bytes) },
        ];
        await producer.SendAsync(events, partitionId: "0", Cancelled);

        List<EventData> received = await ReceiveAsync(2);
        JsonNode.DeepEquals(JsonNode.Parse(received[0].EventBody.ToString()), JsonNode.Parse("""{"order":17,"name":"Zoë"}""")).ShouldBeTrue();
        received[0].MessageId.ShouldBe("m-1");
        received[0].CorrelationId.ShouldBe("c-1");
        received[0].ContentType.ShouldBe("application/json");
        received[0].Properties["text"].ShouldBe("täxt");
        received[0].Properties["yes"].ShouldBe(true);
        Convert.ToInt64(received[0].Properties["whole"], null).ShouldBe(42);
        received[0].Properties["real"].ShouldBe(1.5);
        received[0].Properties["when"].ShouldBeAssignableTo<IConvertible>();
        ((DateTime)received[0].Properties["when"]).ToUniversalTime().ShouldBe(new DateTime(2026, 1, 2, 3, 4, 5, 678, DateTimeKind.Utc));
        received[1].EventBody.ToArray().ShouldBe(bytes);
        received.Select(item => item.SequenceNumber).ShouldBe([0, 1]);
    }

    [Fact]
    public async Task What_we_produce_JavaScript_consumes_with_body_and_properties_intact()
    {
        Node.Needs("@azure/event-hubs");
        Azurite.Needed();
        await using Azurite azurite = await Azurite.StartAsync();
        await new BlobCheckpointStore(BlobOptions(azurite)).ProvisionAsync(Cancelled);
        byte[] bytes = [0, 1, 2, 254, 255];
        await using (var producer = new EventHubProducerClient(_broker.ConnectionString, Hub))
        {
            var rich = new EventData("""{"order":17,"name":"Zoë"}""") { MessageId = "m-1", CorrelationId = "c-1", ContentType = "application/json" };
            rich.Properties["text"] = "täxt";
            rich.Properties["yes"] = true;
            rich.Properties["whole"] = 42;
            rich.Properties["long"] = 1L << 40;
            rich.Properties["real"] = 1.5;
            rich.Properties["when"] = new DateTime(2026, 1, 2, 3, 4, 5, 678, DateTimeKind.Utc);
            await producer.SendAsync([rich, new EventData(bytes), new EventData(Encoding.UTF8.GetBytes(new string('x', 200_000)))], Cancelled);
        }

        await using var consumer = new JavaScriptConsumer(_broker.ConnectionString, Hub, "$Default", azurite.ConnectionString, Container);
        await Eventually.HoldsAsync(() => consumer.Events.Count >= 3, () => $"errors: {string.Join("; ", consumer.Errors)}", Cancelled);

        JsonElement[] received = [.. consumer.Events.Select(item => item.Event)];
        received[0].GetProperty("json").GetProperty("order").GetInt32().ShouldBe(17);
        received[0].GetProperty("json").GetProperty("name").GetString().ShouldBe("Zoë");
        received[0].GetProperty("messageId").GetString().ShouldBe("m-1");
        received[0].GetProperty("correlationId").GetString().ShouldBe("c-1");
        received[0].GetProperty("contentType").GetString().ShouldBe("application/json");
        JsonElement properties = received[0].GetProperty("properties");
        properties.GetProperty("text").GetString().ShouldBe("täxt");
        properties.GetProperty("yes").GetBoolean().ShouldBeTrue();
        properties.GetProperty("whole").GetInt32().ShouldBe(42);
        properties.GetProperty("long").GetInt64().ShouldBe(1L << 40);
        properties.GetProperty("real").GetDouble().ShouldBe(1.5);
        DateTimeOffset.FromUnixTimeMilliseconds(properties.GetProperty("when").GetInt64()).ShouldBe(new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero));
        Convert.FromBase64String(received[1].GetProperty("base64").GetString()!).ShouldBe(bytes);
        Convert.FromBase64String(received[2].GetProperty("base64").GetString()!).Length.ShouldBe(200_000);
        received.Select(item => item.GetProperty("sequenceNumber").GetInt64()).ShouldBe([0, 1, 2]);
    }

    private static BlobCheckpointStoreOptions BlobOptions(Azurite azurite) => new() { ConnectionString = azurite.ConnectionString, ContainerName = Container };

    private async Task<List<EventData>> ReceiveAsync(int count)
    {
        await using var consumer = new EventHubConsumerClient("$Default", _broker.ConnectionString, Hub);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        deadline.CancelAfter(Eventually.Deadline);
        List<EventData> received = [];
        await foreach (PartitionEvent item in consumer.ReadEventsFromPartitionAsync("0", EventPosition.Earliest, deadline.Token))
        {
            received.Add(item.Data);
            if (received.Count == count)
            {
                break;
            }
        }

        return received;
    }
}
