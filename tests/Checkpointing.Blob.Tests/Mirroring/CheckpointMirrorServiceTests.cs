using Azure.Storage.Blobs;
using Checkpointing.Blob.Mirroring;
using Checkpointing.Conformance;
using Checkpointing.Memory;
using Checkpointing.Tests.Services;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Checkpointing.Blob.Tests.Mirroring;

public sealed class CheckpointMirrorServiceTests(AzuriteFixture azurite)
{
    private static readonly ConsumerGroup Group = new("contoso.servicebus.windows.net", "orders", "$default");
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(null)]
    [InlineData("contoso.servicebus.windows.net/Orders/$Default")]
    public async Task A_host_copies_at_its_start_at_each_interval_and_at_its_end(string? group)
    {
        var time = new ManualTimeProvider();
        var clock = new PauseClock(time, Interval);
        string container = "mirror-" + Guid.NewGuid().ToString("n");
        await using ServiceProvider services = Services(
            clock, new() { ["Interval"] = $"{Interval}", ["Groups:0"] = group, ["Blob:ConnectionString"] = azurite.ConnectionString, ["Blob:ContainerName"] = container });
        var store = (InMemoryCheckpointStore)services.GetRequiredService<ICheckpointStore>();
        var blobs = new BlobCheckpointStore(new BlobCheckpointStoreOptions { ConnectionString = azurite.ConnectionString, ContainerName = container });
        IHostedService mirror = services.GetServices<IHostedService>().Single();
        await WriteAsync(store, 1);

        await mirror.StartAsync(default);
        await clock.WhenPausedAsync();
        (await PositionAsync()).ShouldBe(1);
        await WriteAsync(store, 2);
        time.Advance(Interval);
        await clock.WhenPausedAsync();
        (await PositionAsync()).ShouldBe(2);
        await WriteAsync(store, 3);
        await mirror.StopAsync(default);

        (await PositionAsync()).ShouldBe(3);

        async Task<long?> PositionAsync() => (await blobs.ReadCheckpointAsync(Group, "0", default))?.SequenceNumber;
    }

    [Fact]
    public async Task What_fails_is_told_once_and_the_host_goes_on()
    {
        var clock = new ManualTimeProvider();
        var log = new RecordingLogger<CheckpointMirrorService>();
        await using ServiceProvider services = Services(
            clock, new() { ["Blob:ConnectionString"] = azurite.ConnectionString, ["Blob:ContainerName"] = "No such name" }, log);
        await WriteAsync(services.GetRequiredService<ICheckpointStore>(), 1);
        IHostedService mirror = services.GetServices<IHostedService>().Single();

        await mirror.StartAsync(default);
        await mirror.StopAsync(default);
        await mirror.StopAsync(default);

        log.Messages.ShouldHaveSingleItem().ShouldContain("could not be copied to blobs; it is tried again every 00:00:10");
    }

    [Fact]
    public async Task A_group_that_cannot_be_read_keeps_no_other_from_being_copied_and_is_told_once()
    {
        ConsumerGroup damaged = new("contoso.servicebus.windows.net", "damaged", "$default");
        InMemoryCheckpointStore store = new();
        await WriteAsync(store, 7);
        BlobContainerClient container = new(azurite.ConnectionString, "mirror-" + Guid.NewGuid().ToString("n"), BlobCheckpointStore.Prepare(new BlobClientOptions()));
        PartlyDamagedStore source = new(store, damaged);
        var log = new RecordingLogger<CheckpointMirrorService>();
        CheckpointMirrorOptions options = new() { Groups = { damaged.ToString(), Group.ToString() } };
        using CheckpointMirrorService mirror = new(
            source, new CheckpointMirror(source, container, options.Blob, TimeProvider.System, log), options, new ManualTimeProvider(), log);

        await mirror.StopAsync(default);
        await mirror.StopAsync(default);

        (await new BlobCheckpointStore(container).ReadCheckpointAsync(Group, "0", default))!.SequenceNumber.ShouldBe(7);
        log.Messages.ShouldHaveSingleItem().ShouldContain($"Checkpoints of {damaged} could not be copied");
    }

    [Theory]
    [InlineData("Interval", "00:00:00", "Checkpointing:Mirror:Interval is '00:00:00': allowed is 00:00:01 to 01:00:00.")]
    [InlineData("Groups:0", "orders", "Checkpointing:Mirror:Groups is 'orders': it has to be 'namespace/hub/group'")]
    [InlineData("Blob:ContainerName", null, "Checkpointing:Mirror:Blob:ContainerName: the name of the container is required")]
    [InlineData("Container", "mirror", "Checkpointing:Mirror:")]
    public async Task A_wrong_setting_is_named_with_its_value_and_the_way_out(string key, string? value, string message)
    {
        Dictionary<string, string?> settings = new() { ["Blob:ConnectionString"] = "UseDevelopmentStorage=true", ["Blob:ContainerName"] = "mirror", [key] = value };
        await using ServiceProvider services = Services(new ManualTimeProvider(), settings);
        Should.Throw<OptionsValidationException>(() => services.GetServices<IHostedService>().ToArray()).Message.ShouldContain(message);
    }

    [Fact]
    public async Task Blobs_are_no_store_to_copy_to_blobs()
    {
        await using ServiceProvider services = Services(
            new ManualTimeProvider(), new() { ["Blob:ConnectionString"] = "UseDevelopmentStorage=true", ["Blob:ContainerName"] = "mirror" }, store: "Blob");
        Should.Throw<OptionsValidationException>(() => services.GetServices<IHostedService>().ToArray()).Message.ShouldContain("nothing to copy");
    }

    [Fact]
    public void The_defaults_are_what_the_documentation_says()
    {
        var options = new CheckpointMirrorOptions { Blob = { ConnectionString = "AccountKey=secret", ContainerName = "mirror" } };
        options.Interval.ShouldBe(TimeSpan.FromSeconds(10));
        CheckpointMirrorOptions.DefaultInterval.ShouldBe(TimeSpan.FromSeconds(10));
        options.Groups.ShouldBeEmpty();
        options.ToString().ShouldBe("every 00:00:10 to blob container 'mirror'");
    }

    private static Task WriteAsync(ICheckpointStore store, long position) =>
        store.WriteCheckpointsAsync(Group, [new CheckpointWrite("0", position, null, 0, "w")], default);

    private static ServiceProvider Services(
        TimeProvider clock, Dictionary<string, string?> settings, ILogger<CheckpointMirrorService>? log = null, string store = "InMemory")
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(
            settings.Where(setting => setting.Value is not null)
                .ToDictionary(setting => $"Checkpointing:Mirror:{setting.Key}", setting => setting.Value, StringComparer.Ordinal)
                .Concat([new("Checkpointing:Store", store), new("Checkpointing:Blob:ConnectionString", "UseDevelopmentStorage=true"), new("Checkpointing:Blob:ContainerName", "c")])
                .Where(setting => store == "Blob" || !setting.Key.StartsWith("Checkpointing:Blob", StringComparison.Ordinal))).Build();
        IServiceCollection services = new ServiceCollection().AddSingleton(clock).AddCheckpointMirror(configuration);
        if (log is not null)
        {
            services.AddSingleton(log);
        }

        return services.BuildServiceProvider();
    }
}
