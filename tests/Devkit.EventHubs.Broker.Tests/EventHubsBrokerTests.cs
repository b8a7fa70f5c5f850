namespace Devkit.EventHubs.Broker.Tests;

public sealed class EventHubsBrokerTests
{
    [Fact]
    public async Task Published_events_are_read_back_with_number_offset_time_and_key()
    {
        await using EventHubsBroker broker = await StartAsync(new EventHubsBrokerOptions().AddHub("orders", 8));

        PublishResult result = broker.PublishEvents("Orders", [new NewEvent("one"), new NewEvent("two")], partitionKey: "customer-7");

        result.ShouldBe(new PublishResult(broker.GetPartitionForKey("orders", "customer-7"), 0));
        IReadOnlyList<StoredEvent> stored = broker.ReadStored("orders", result.PartitionId);
        stored.Select(item => (item.SequenceNumber, item.BodyText, item.PartitionKey)).ShouldBe([(0, "one", "customer-7"), (1, "two", "customer-7")]);
        broker.GetPartition("orders", result.PartitionId).LastOffset.ShouldBe(stored[1].Offset);
    }

    [Fact]
    public async Task Without_partition_and_key_each_partition_gets_its_turn()
    {
        await using EventHubsBroker broker = await StartAsync(new EventHubsBrokerOptions().AddHub("orders", 3));

        string[] partitions = [.. Enumerable.Range(0, 6).Select(_ => broker.Publish("orders", null, "x").PartitionId)];

        partitions.ShouldBe(["0", "1", "2", "0", "1", "2"]);
    }

    [Fact]
    public async Task A_hub_on_disk_survives_its_broker()
    {
        string folder = Directory.CreateTempSubdirectory("broker-").FullName;
        try
        {
            await using (EventHubsBroker first = await StartAsync(new EventHubsBrokerOptions { DataDirectory = folder }.AddHub("orders", 2)))
            {
                first.Publish("orders", "1", "a", "b");
            }

            await using EventHubsBroker second = await StartAsync(new EventHubsBrokerOptions { DataDirectory = folder }.AddHub("orders", 2));

            second.ReadStored("orders", "1").Select(item => item.BodyText).ShouldBe(["a", "b"]);
            second.Publish("orders", "1", "c").FirstSequenceNumber.ShouldBe(2);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_hub_on_disk_refuses_another_number_of_partitions()
    {
        string folder = Directory.CreateTempSubdirectory("broker-").FullName;
        try
        {
            await (await StartAsync(new EventHubsBrokerOptions { DataDirectory = folder }.AddHub("orders", 2))).DisposeAsync();

            InvalidOperationException error = await Should.ThrowAsync<InvalidOperationException>(
                () => StartAsync(new EventHubsBrokerOptions { DataDirectory = folder }.AddHub("orders", 3)));

            error.Message.ShouldContain("2 partitions");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Everything_that_is_wrong_with_the_options_is_said_at_once()
    {
        EventHubsBrokerOptions options = new EventHubsBrokerOptions { Port = 70_000 }.AddHub("a b", 0).AddHub("orders").AddHub("Orders");
        options.Retention.MaximumCount = 0;

        ArgumentException error = await Should.ThrowAsync<ArgumentException>(() => StartAsync(options));

        error.Message.ShouldContain("'a b'");
        error.Message.ShouldContain("partitions is 0");
        error.Message.ShouldContain("2 times");
        error.Message.ShouldContain("70000");
        error.Message.ShouldContain("MaximumCount is 0");
    }

    [Fact]
    public async Task The_connection_string_names_port_hub_and_emulator()
    {
        await using EventHubsBroker broker = await StartAsync(new EventHubsBrokerOptions().AddHub("orders"));

        broker.GetConnectionString("ORDERS").ShouldBe(
            $"Endpoint=sb://localhost:{broker.Port};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true;EntityPath=orders");
        Should.Throw<ArgumentException>(() => broker.GetConnectionString("missing")).Message.ShouldContain("orders");
    }

    private static Task<EventHubsBroker> StartAsync(EventHubsBrokerOptions options) =>
        EventHubsBroker.StartAsync(options, TestContext.Current.CancellationToken);
}
