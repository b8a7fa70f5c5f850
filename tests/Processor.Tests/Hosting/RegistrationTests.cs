using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Processor;
using Checkpointing;
using Checkpointing.Processor;
using Checkpointing.Processor.Handling;
using Checkpointing.Processor.Hosting;
using Checkpointing.Processor.Receiving;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Processor.Tests.Support;

namespace Processor.Tests.Hosting;

public sealed class RegistrationTests
{
    private const string Good = "Endpoint=sb://test.servicebus.windows.net;SharedAccessKeyName=k;SharedAccessKey=c2VjcmV0;EntityPath=orders";

    [Fact]
    public void Options_are_read_from_the_section()
    {
        EventHubsProcessorOptions options = Options(
            ("ConnectionString", Good),
            ("ConsumerGroup", "billing"),
            ("StartPosition", "sequence 42"),
            ("UnavailablePosition", "CheckpointTime"),
            ("CheckpointPolicy", "every 7 events or every 3s"),
            ("MaxUncheckpointedEvents", "500"),
            ("LoadBalancingStrategy", "Balanced"),
            ("PartitionOwnershipExpirationInterval", "00:03:00"),
            ("RetryOptions:MaximumRetries", "9"));
        options.ConsumerGroup.ShouldBe("billing");
        options.StartPosition.ToString().ShouldBe("sequence 42");
        options.UnavailablePosition.ShouldBe(UnavailablePosition.CheckpointTime);
        options.CheckpointPolicy.ToString().ShouldBe("every 7 events or every 3s");
        options.MaxUncheckpointedEvents.ShouldBe(500);
        options.LoadBalancingStrategy.ShouldBe(LoadBalancingStrategy.Balanced);
        options.PartitionOwnershipExpirationInterval.ShouldBe(TimeSpan.FromMinutes(3));
        options.RetryOptions.MaximumRetries.ShouldBe(9);
    }

    [Fact]
    public void A_connection_string_can_stand_under_its_name() =>
        Options(("ConnectionName", "hub"), ("/ConnectionStrings:hub", Good)).ConnectionString.ShouldBe(Good);

    [Theory]
    [InlineData("ConnectionString is missing", "ConnectionString", "")]
    [InlineData("no connection string of that name", "ConnectionName", "absent")]
    [InlineData("EventHubName is missing", "FullyQualifiedNamespace", "test.servicebus.windows.net")]
    [InlineData("no connection string of Event Hubs", "ConnectionString", "topsecret")]
    [InlineData("EntityPath", "ConnectionString", "Endpoint=sb://test.servicebus.windows.net;SharedAccessKeyName=k;SharedAccessKey=topsecret")]
    public void A_connection_that_cannot_work_is_refused_without_repeating_secrets(string expected, string key, string value)
    {
        string message = Should.Throw<OptionsValidationException>(() => Options((key, value))).Message;
        message.ShouldContain(expected);
        message.ShouldContain("Checkpointing:Processor:");
        message.ShouldNotContain("topsecret");
    }

    [Theory]
    [InlineData("BatchSize", "0", "1 or more")]
    [InlineData("PrefetchCount", "-1", "0 or more")]
    [InlineData("MaxUncheckpointedEvents", "99", "100, or more")]
    [InlineData("FlushTimeout", "-00:00:01", "zero to 1.00:00:00")]
    [InlineData("FlushTimeout", "2.00:00:00", "zero to 1.00:00:00")]
    [InlineData("CheckpointRest", "-00:00:01", "zero to 00:00:01")]
    [InlineData("CheckpointRest", "00:00:02", "zero to 00:00:01")]
    [InlineData("HandlerStopTimeout", "-00:00:01", "zero to 1.00:00:00")]
    [InlineData("HandlerStopTimeout", "2.00:00:00", "zero to 1.00:00:00")]
    [InlineData("UnavailablePosition", "7", "Fail, Earliest, Latest, CheckpointTime")]
    [InlineData("StoreCallTimeout", "00:01:01", "at most 00:01:00")]
    [InlineData("StoreCallTimeout", "00:00:00", "more than zero")]
    [InlineData("PartitionOwnershipExpirationInterval", "00:00:59", "00:00:30, or more")]
    [InlineData("LoadBalancingUpdateInterval", "00:00:00", "more than zero")]
    [InlineData("MaximumWaitTime", "-00:00:01", "zero or more")]
    [InlineData("HandlerRetry:MaxRetries", "-1", "0 or more")]
    [InlineData("HandlerRetry:MaxDelay", "2.00:00:00", "zero to 1.00:00:00")]
    [InlineData("HandlerRetry:Delay", "00:00:11", "zero to MaxDelay, 00:00:10")]
    [InlineData("HandlerTimeout", "00:00:00", "more than zero")]
    [InlineData("HandlerTimeoutGrace", "-00:00:01", "zero to 1.00:00:00")]
    [InlineData("MaxConcurrentEvents", "0", "1 or more")]
    [InlineData("MaxInFlightEvents", "0", "MaxConcurrentEvents, 1, or more")]
    [InlineData("PoisonPolicy", "7", "StopPartition, Skip, DeadLetter")]
    public void A_value_out_of_range_is_refused_with_key_value_and_what_is_allowed(string key, string value, string allowed)
    {
        string message = Should.Throw<OptionsValidationException>(() => Options(("ConnectionString", Good), (key, value))).Message;
        message.ShouldContain($"Checkpointing:Processor:{key} is '{value}'");
        message.ShouldContain(allowed);
    }

    [Theory]
    [InlineData("StartPosition", "yesterday", "sequence 42")]
    [InlineData("StartPosition", "2026-01-31T08:00:00", "offset from UTC")]
    [InlineData("StartPosition", "03/02/2026 08:00:00Z", "2026-01-31T08:00:00Z")]
    [InlineData("CheckpointPolicy", "sometimes", "every 100 events or every 5s")]
    [InlineData("BatchSize", "many", "BatchSize")]
    [InlineData("Bachsize", "10", "Bachsize")]
    public void A_text_that_is_not_understood_is_refused_with_what_is_allowed(string key, string value, string expected) =>
        Should.Throw<OptionsValidationException>(() => Options(("ConnectionString", Good), (key, value))).Message.ShouldContain(expected);

    [Fact]
    public void How_handlers_are_called_is_read_from_the_section()
    {
        EventHubsProcessorOptions options = Options(
            ("ConnectionString", Good),
            ("HandlerRetry:MaxRetries", "5"),
            ("HandlerRetry:Delay", "00:00:02"),
            ("HandlerRetry:MaxDelay", "00:01:00"),
            ("PoisonPolicy", "DeadLetter"),
            ("DeadLetter:ConnectionName", "dead"),
            ("/ConnectionStrings:dead", Good.Replace("=orders", "=dead", StringComparison.Ordinal)),
            ("HandlerTimeout", "00:00:30"),
            ("HandlerTimeoutGrace", "00:00:01"),
            ("MaxConcurrentEvents", "16"),
            ("MaxInFlightEvents", "200"));
        (options.HandlerRetry.MaxRetries, options.HandlerRetry.Delay, options.HandlerRetry.MaxDelay).ShouldBe((5, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(1)));
        (options.PoisonPolicy, options.MaxConcurrentEvents, options.MaxInFlightEvents).ShouldBe((PoisonPolicy.DeadLetter, 16, 200));
        (options.HandlerTimeout, options.HandlerTimeoutGrace).ShouldBe((TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1)));
        options.DeadLetter!.ConnectionString.ShouldBe(Good.Replace("=orders", "=dead", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("DeadLetter is missing", "ConsumerGroup", "billing")]
    [InlineData("DeadLetter:ConnectionString is missing", "DeadLetter:EventHubName", "dead")]
    [InlineData("DeadLetter:ConnectionName is 'absent'", "DeadLetter:ConnectionName", "absent")]
    [InlineData("DeadLetter:EventHubName is missing", "DeadLetter:FullyQualifiedNamespace", "test.servicebus.windows.net")]
    [InlineData("DeadLetter:ConnectionString is '(not shown)'", "DeadLetter:ConnectionString", "topsecret")]
    [InlineData("that is the event hub that is read", "DeadLetter:ConnectionString", Good)]
    public void A_dead_letter_hub_that_cannot_work_is_refused_without_repeating_secrets(string expected, string key, string value)
    {
        string message = Should.Throw<OptionsValidationException>(() => Options(("ConnectionString", Good), ("PoisonPolicy", "DeadLetter"), (key, value))).Message;
        message.ShouldContain("Checkpointing:Processor:");
        message.ShouldContain(expected);
        message.ShouldNotContain("topsecret");
        message.ShouldNotContain("c2VjcmV0");
    }

    [Fact]
    public void A_sink_for_dead_letters_is_taken_from_the_container()
    {
        HostApplicationBuilder builder = Builder(("ConnectionString", Good), ("PoisonPolicy", "DeadLetter"));
        var sink = new FuncSink();
        builder.Services.AddSingleton<IDeadLetterSink>(sink).AddEventHubsProcessor<IdleHandler>(builder.Configuration);
        using IHost host = builder.Build();
        host.Services.GetRequiredService<IOptionsMonitor<EventHubsProcessorOptions>>().CurrentValue.DeadLetterSink.ShouldBe(sink);
    }

    [Fact]
    public void What_is_set_in_code_and_excludes_each_other_is_refused()
    {
        HostApplicationBuilder builder = Builder(("ConnectionString", Good), ("PoisonPolicy", "DeadLetter"), ("DeadLetter:ConnectionString", Good.Replace("=orders", "=dead", StringComparison.Ordinal)));
        builder.Services.AddEventHubsProcessor<IdleHandler>(builder.Configuration, options =>
        {
            options.DeadLetterSink = new FuncSink();
            options.IsTransient = _ => true;
            options.HandlerPipeline = Polly.ResiliencePipeline.Empty;
        });
        using IHost host = builder.Build();
        string message = Should.Throw<OptionsValidationException>(() => host.Services.GetRequiredService<IOptionsMonitor<EventHubsProcessorOptions>>().CurrentValue).Message;
        message.ShouldContain("DeadLetterSink is 'set'");
        message.ShouldContain("IsTransient is 'set'");
    }

    [Fact]
    public void A_sink_of_ones_own_making_is_validated_too() =>
        Should.Throw<ArgumentException>(() => new EventHubDeadLetterSink(new EventHubDeadLetterOptions())).Message.ShouldContain("ConnectionString is missing");

    [Fact]
    public void All_violations_stand_in_one_message()
    {
        string message = Should.Throw<OptionsValidationException>(() => Options(("BatchSize", "0"), ("PrefetchCount", "-1"))).Message;
        message.ShouldContain("ConnectionString");
        message.ShouldContain("BatchSize");
        message.ShouldContain("PrefetchCount");
    }

    [Fact]
    public async Task Wrong_options_keep_the_host_from_starting()
    {
        using IHost host = Host(("BatchSize", "0"));
        await Should.ThrowAsync<OptionsValidationException>(() => host.StartAsync());
    }

    [Fact]
    public async Task An_unknown_store_keeps_the_host_from_starting_and_says_what_is_available()
    {
        using IHost host = Host(("ConnectionString", Good), ("/Checkpointing:Store", "Oracle"));
        string message = (await Should.ThrowAsync<OptionsValidationException>(() => host.StartAsync())).Message;
        message.ShouldContain("Checkpointing:Store is 'Oracle'");
        message.ShouldContain("Sqlite");
        message.ShouldContain("InMemory");
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("SQLite")]
    public void The_store_is_found_by_its_name_alone(string name)
    {
        using IHost host = Host(("ConnectionString", Good), ("/Checkpointing:Store", name), ("/Checkpointing:Sqlite:DataSource", "never-opened.db"));
        host.Services.GetRequiredService<ICheckpointStore>().GetType().Name.ShouldBe("SqliteCheckpointStore");
    }

    [Fact]
    public void Processors_with_names_have_their_own_sections()
    {
        HostApplicationBuilder builder = Builder(("/Checkpointing:Processors:a:ConnectionString", Good), ("/Checkpointing:Processors:a:BatchSize", "7"));
        builder.Services.AddEventHubsProcessor<IdleHandler>("a", builder.Configuration);
        builder.Services.AddEventHubsProcessor<IdleHandler>("b", builder.Configuration);
        using IHost host = builder.Build();
        IOptionsMonitor<EventHubsProcessorOptions> options = host.Services.GetRequiredService<IOptionsMonitor<EventHubsProcessorOptions>>();
        options.Get("a").BatchSize.ShouldBe(7);
        Should.Throw<OptionsValidationException>(() => options.Get("b")).Message.ShouldContain("Checkpointing:Processors:b:ConnectionString");
    }

    [Fact]
    public void A_type_that_is_no_handler_is_refused()
    {
        HostApplicationBuilder builder = Builder();
        Should.Throw<InvalidOperationException>(() => builder.Services.AddEventHubsProcessor<string>(builder.Configuration)).Message.ShouldContain("neither");
        Should.Throw<InvalidOperationException>(() => builder.Services.AddEventHubsProcessor<BothHandler>(builder.Configuration)).Message.ShouldContain("both");
    }

    [Fact]
    public void Every_default_is_as_documented()
    {
        var options = new EventHubsProcessorOptions();
        options.ConsumerGroup.ShouldBe("$Default");
        options.StartPosition.ToString().ShouldBe("earliest");
        options.UnavailablePosition.ShouldBe(UnavailablePosition.Fail);
        options.BatchSize.ShouldBe(100);
        options.PrefetchCount.ShouldBe(300);
        options.MaximumWaitTime.ShouldBe(TimeSpan.FromSeconds(60));
        options.CheckpointPolicy.ToString().ShouldBe("every 1000 events or every 5s");
        options.MaxUncheckpointedEvents.ShouldBe(10_000);
        options.FlushTimeout.ShouldBe(TimeSpan.FromSeconds(10));
        options.HandlerStopTimeout.ShouldBe(TimeSpan.FromSeconds(10));
        options.CheckpointRest.ShouldBe(TimeSpan.FromMilliseconds(20));
        options.StoreCallTimeout.ShouldBeNull();
        options.LoadBalancingStrategy.ShouldBe(LoadBalancingStrategy.Greedy);
        options.LoadBalancingUpdateInterval.ShouldBe(TimeSpan.FromSeconds(30));
        options.PartitionOwnershipExpirationInterval.ShouldBe(TimeSpan.FromMinutes(2));
        options.ProvisionStore.ShouldBeTrue();
        (options.HandlerRetry.MaxRetries, options.HandlerRetry.Delay, options.HandlerRetry.MaxDelay).ShouldBe((3, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(10)));
        (options.IsTransient, options.HandlerPipeline, options.DeadLetter, options.DeadLetterSink, options.ConcurrencyKey).ShouldBe((null, null, null, null, null));
        options.PoisonPolicy.ShouldBe(PoisonPolicy.StopPartition);
        (options.HandlerTimeout, options.HandlerTimeoutGrace).ShouldBe((null, TimeSpan.FromSeconds(5)));
        (options.MaxConcurrentEvents, options.MaxInFlightEvents).ShouldBe((1, 1_000));
        var sdk = new CheckpointingProcessorOptions();
        sdk.UnavailablePosition.ShouldBe(UnavailablePosition.Fail);
        sdk.CheckpointRest.ShouldBe(TimeSpan.FromMilliseconds(20));
        sdk.CheckpointPolicy.ToString().ShouldBe("every 1000 events or every 5s");
        (sdk.MaxUncheckpointedEvents, sdk.FlushTimeout, sdk.HandlerStopTimeout, sdk.StoreCallTimeout)
            .ShouldBe((10_000, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10), null));
    }

    private static EventHubsProcessorOptions Options(params (string Key, string Value)[] settings)
    {
        using IHost host = Host(settings);
        return host.Services.GetRequiredService<IOptionsMonitor<EventHubsProcessorOptions>>().CurrentValue;
    }

    private static IHost Host(params (string Key, string Value)[] settings)
    {
        HostApplicationBuilder builder = Builder(settings);
        builder.Services.AddEventHubsProcessor<IdleHandler>(builder.Configuration);
        return builder.Build();
    }

    /// <summary>Keys are those of the processor's section, or absolute after a slash.</summary>
    private static HostApplicationBuilder Builder(params (string Key, string Value)[] settings)
    {
        HostApplicationBuilder builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>(
            setting.Key.StartsWith('/') ? setting.Key[1..] : $"{EventHubsProcessorServiceCollectionExtensions.SectionName}:{setting.Key}", setting.Value)));
        return builder;
    }

    private sealed class BothHandler : IEventHandler, IEventBatchHandler
    {
        public Task HandleAsync(EventData eventData, ProcessingContext context, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task HandleAsync(IReadOnlyList<EventData> events, ProcessingContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
