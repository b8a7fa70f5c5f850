using Azure.Messaging.EventHubs.Producer;
using Checkpointing;
using Checkpointing.Memory;
using Checkpointing.Processor.Hosting;
using Checkpointing.Registration;
using Devkit.EventHubs.Broker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Processor.Tests.Support;

namespace Processor.Tests.EndToEnd;

public sealed class HostTests
{
    [Theory]
    [InlineData("InMemory")]
    [InlineData("Sqlite")]
    public async Task A_host_processes_with_the_store_that_configuration_names_and_releases_everything_when_it_stops(string storeName)
    {
        await using Scene scene = await Scene.SetAsync();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("checkpointing-host-");
        try
        {
            scene.Publish(50);
            using IHost host = Build(scene, "Checkpointing:Processor", folder, storeName, (services, configuration) => services
                .AddSingleton(new JournalHandler("host", scene.Journal))
                .AddEventHubsProcessor<JournalHandler>(configuration));
            await host.StartAsync(TestContext.Current.CancellationToken);
            await scene.UntilProcessedAsync(50);
            ICheckpointStore store = host.Services.GetRequiredService<ICheckpointStore>();

            await host.StopAsync(TestContext.Current.CancellationToken);

            store.GetType().Name.ShouldBe($"{storeName}CheckpointStore");
            (await store.ListOwnershipAsync(scene.Group, default)).Items.ShouldAllBe(record => record.OwnerId.Length == 0);
            (await store.ListCheckpointsAsync(scene.Group, default)).Items.Select(checkpoint => checkpoint.SequenceNumber).ShouldBe([49, 49, 49, 49]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Several_processors_in_one_host_each_read_their_own_hub()
    {
        await using EventHubsBroker broker = await EventHubsBroker.StartAsync(new EventHubsBrokerOptions().AddHub("orders", 2).AddHub("payments", 2));
        foreach (string hub in new[] { "orders", "payments" })
        {
            await using var producer = new EventHubProducerClient(broker.GetConnectionString(hub));
            await producer.SendAsync([new("one"), new("two"), new("three")]);
        }

        var orders = new Journal();
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Checkpointing:Store"] = "InMemory",
            ["Checkpointing:Processors:orders:ConnectionString"] = broker.GetConnectionString("orders"),
            ["Checkpointing:Processors:payments:ConnectionString"] = broker.ConnectionString,
            ["Checkpointing:Processors:payments:EventHubName"] = "payments",
        });
        var handler = new JournalHandler("both", orders);
        builder.Services.AddSingleton(handler)
            .AddEventHubsProcessor<JournalHandler>("orders", builder.Configuration)
            .AddEventHubsProcessor<JournalHandler>("payments", builder.Configuration);
        using IHost host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.UntilAsync(() => orders.Count == 6, "three events of each hub");
        await host.StopAsync(TestContext.Current.CancellationToken);
        var store = (InMemoryCheckpointStore)host.Services.GetRequiredService<ICheckpointStore>();
        (await store.ListGroupsAsync(default)).Select(group => group.EventHubName).ShouldBe(["orders", "payments"]);
    }

    [Theory]
    [InlineData("latest", 0)]
    [InlineData("sequence 12", 8)]
    [InlineData("earliest", 20)]
    public async Task A_partition_without_a_checkpoint_begins_where_configuration_says(string position, int old)
    {
        await using Scene scene = await Scene.SetAsync(partitions: 1);
        scene.Publish(20);
        await scene.StartAsync(
            "a", scene.Memory, configure: options => options.StartPosition = Checkpointing.Processor.Receiving.StartPosition.Parse(position));
        await Eventually.UntilAsync(() => scene.Broker.Links.Count > 0 && scene.Journal.Count == old, "the old events");
        await Eventually.UntilAsync(
            () =>
            {
                // "latest" means from the moment at which the link stands, and nothing outside tells when that is: publish until it does.
                scene.Publish(1);
                return scene.Journal.Count > old;
            },
            "a new event");
        scene.Journal.Of("a", "0").Count(number => number < 20).ShouldBe(old);
    }

    [Fact]
    public async Task A_store_that_cannot_be_reached_keeps_the_host_from_starting()
    {
        await using Scene scene = await Scene.SetAsync();
        using IHost host = Build(scene, "Checkpointing:Processor", new DirectoryInfo("/nowhere"), "Sqlite", (services, configuration) => services
            .AddSingleton(new JournalHandler("host", scene.Journal))
            .AddEventHubsProcessor<JournalHandler>(configuration));
        await Should.ThrowAsync<CheckpointStoreException>(() => host.StartAsync());
    }

    [Fact]
    public async Task A_store_whose_first_answer_takes_longer_than_a_running_processor_would_wait_does_not_keep_the_host_from_starting()
    {
        TimeSpan limit = TimeSpan.FromMilliseconds(500);
        await using Scene scene = await Scene.SetAsync();
        Task? connected = null;
        using IHost host = Build(scene, "Checkpointing:Processor", new DirectoryInfo("/nowhere"), "InMemory", (services, configuration) => services
            .AddSingleton(new JournalHandler("host", scene.Journal))
            .AddEventHubsProcessor<JournalHandler>(configuration)
            .Configure<EventHubsProcessorOptions>(options => options.StoreCallTimeout = limit)
            .DecorateCheckpointStore((_, store) => new ControlledStore(store) { Before = _ => connected ??= Task.Delay(2 * limit) }));
        await host.StartAsync(TestContext.Current.CancellationToken);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    private static IHost Build(
        Scene scene, string section, DirectoryInfo folder, string store, Action<IServiceCollection, IConfiguration> register)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Checkpointing:Store"] = store,
            ["Checkpointing:Sqlite:DataSource"] = Path.Combine(folder.FullName, "checkpoints.db"),
            [$"{section}:ConnectionString"] = scene.Broker.GetConnectionString(Scene.Hub),
            [$"{section}:CheckpointPolicy"] = "every 1000 events",
        });
        register(builder.Services, builder.Configuration);
        return builder.Build();
    }
}
