using Checkpointing;
using Checkpointing.Processor.Rewinding;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Processor.Tests.EndToEnd;

namespace Processor.Tests.Rewinding;

public sealed class RewinderRegistrationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData("orders")]
    public async Task A_job_needs_the_settings_of_the_processor_and_no_others(string? name)
    {
        await using Scene scene = await Scene.SetAsync(partitions: 2);
        scene.Publish(100);
        string section = name is null ? "Checkpointing:Processor" : $"Checkpointing:Processors:{name}";
        await using ServiceProvider services = Services(
            name, ("Checkpointing:Store", "InMemory"), ($"{section}:ConnectionString", scene.Broker.GetConnectionString(Scene.Hub)), ($"{section}:ConsumerGroup", "$Default"));
        CheckpointRewinder rewinder = name is null
            ? services.GetRequiredService<CheckpointRewinder>()
            : services.GetRequiredKeyedService<CheckpointRewinder>(name);
        services.GetRequiredService<CheckpointRewinder>().ShouldBeSameAs(rewinder);

        (await rewinder.ApplyAsync(await rewinder.PlanAsync(RewindTarget.Back(7), cancellationToken: Token), Token)).IsComplete.ShouldBeTrue();

        (await services.GetRequiredService<ICheckpointStore>().ListCheckpointsAsync(scene.Group, Token)).Items
            .Select(checkpoint => (checkpoint.SequenceNumber, checkpoint.WrittenBy)).ShouldBe([(92L, "rewind"), (92L, "rewind")]);
    }

    [Fact]
    public void What_is_wrong_with_the_processors_section_is_said_with_its_key()
    {
        using ServiceProvider services = Services(name: null, ("Checkpointing:Store", "InMemory"), ("Checkpointing:Processor:BatchSize", "0"));
        string message = Should.Throw<OptionsValidationException>(services.GetRequiredService<CheckpointRewinder>).Message;
        message.ShouldContain("Checkpointing:Processor:ConnectionString is missing");
        message.ShouldContain("Checkpointing:Processor:BatchSize is '0'");
    }

    [Fact]
    public void Every_default_is_as_documented()
    {
        CheckpointRewinderOptions options = new();
        (options.RewoundBy, options.ReadingConsumerGroup, options.PartitionOwnershipExpirationInterval).ShouldBe(("rewind", null, TimeSpan.FromMinutes(2)));
    }

    [Theory]
    [InlineData(" ", 1, "RewoundBy is ' '")]
    [InlineData("me", 0, "PartitionOwnershipExpirationInterval is '00:00:00'")]
    public void An_option_out_of_range_is_refused(string rewoundBy, int seconds, string expected)
    {
        using ServiceProvider services = Services(
            name: null,
            options => (options.RewoundBy, options.PartitionOwnershipExpirationInterval) = (rewoundBy, TimeSpan.FromSeconds(seconds)),
            ("Checkpointing:Store", "InMemory"),
            ("Checkpointing:Processor:ConnectionString", "Endpoint=sb://test.servicebus.windows.net;SharedAccessKeyName=k;SharedAccessKey=c2VjcmV0;EntityPath=orders"));
        Should.Throw<ArgumentException>(services.GetRequiredService<CheckpointRewinder>).Message.ShouldContain(expected);
    }

    private static ServiceProvider Services(string? name, params (string Key, string Value)[] settings) => Services(name, configure: null, settings);

    private static ServiceProvider Services(string? name, Action<CheckpointRewinderOptions>? configure, params (string Key, string Value)[] settings) =>
        new ServiceCollection()
            .AddCheckpointRewinder(
                new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>(setting.Key, setting.Value))).Build(),
                name,
                configure)
            .BuildServiceProvider();
}
