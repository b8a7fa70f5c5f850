using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json;
using Checkpointing.AspNetCore;
using Checkpointing.Processor.Hosting;
using Checkpointing.Processor.Telemetry;
using Checkpointing.Registration;
using Checkpointing.Tests.Services;
using Devkit.EventHubs.Broker;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Processor.Tests.EndToEnd;
using Processor.Tests.Support;

namespace Processor.Tests.Telemetry;

/// <summary>Two processors in one web host over real HTTP, which metrics, health, status and lag tell apart.</summary>
public sealed class NamedProcessorsTests : IAsyncLifetime
{
    private readonly MeterRecorder _meters = new();
    private readonly Journal _journal = new();
    private EventHubsBroker _broker = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _broker = await EventHubsBroker.StartAsync(new EventHubsBrokerOptions().AddHub("orders", 2).AddHub("payments", 3), Token);
        _broker.Publish("orders", "0", ["one", "two", "three"]);
        _broker.Publish("payments", "2", ["one", "two", "three", "four"]);
    }

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        _meters.Dispose();
    }

    [Fact]
    public async Task Metrics_status_and_lag_tell_two_processors_of_a_host_apart()
    {
        await using WebApplication app = await StartAsync();

        foreach ((string name, string partition, int events) in new[] { ("orders", "0", 3), ("payments", "2", 4) })
        {
            var tags = new[] { ("checkpointing.processor.name", name), ("messaging.destination.name", name), ("messaging.destination.partition.id", partition) };
            _meters.Read("checkpointing.events.processed", tags).ShouldBe(events);
            _meters.Of("messaging.process.duration", tags).Length.ShouldBe(events, "a handler of single events is timed for each");
            ProcessorStatus status = app.Services.GetRequiredKeyedService<ProcessorMonitor>(name).GetStatus().ShouldNotBeNull();
            (status.Name, status.Group.EventHubName, status.IsRunning).ShouldBe((name, name, true));
            GroupLag lag = await app.Services.GetRequiredKeyedService<LagReader>(name).ReadAsync(Token);
            lag.Group.EventHubName.ShouldBe(name);
            lag.EventsBehind.ShouldBe(events, "nothing is checkpointed yet");
            lag.Partitions.Single(candidate => candidate.PartitionId == partition).UncheckpointedEvents.ShouldBe(events);
        }

        app.Services.GetServices<ProcessorMonitor>().Select(monitor => monitor.Name).ShouldBe(["orders", "payments"]);
    }

    [Fact]
    public async Task Health_tells_two_processors_of_a_host_apart()
    {
        await using WebApplication app = await StartAsync();
        HealthCheckService health = app.Services.GetRequiredService<HealthCheckService>();
        HealthReport good = await health.CheckHealthAsync(Token);
        good.Status.ShouldBe(HealthStatus.Healthy, string.Join(' ', good.Entries.Values.Select(entry => entry.Description)));
        good.Entries["eventhubs-processor-orders"].Description.ShouldBe("Processor orders owns 2 partitions.");
        good.Entries["eventhubs-processor-payments"].Data["group"].ToString()!.ShouldContain("payments");
        good.Entries["eventhubs-processor-payments"].Data.Keys.ShouldContain("partition 2");

        await app.Services.GetRequiredKeyedService<EventHubsProcessorService>("payments").Processor!.StopProcessingAsync(Token);

        HealthReport bad = await health.CheckHealthAsync(Token);
        bad.Entries["eventhubs-processor-orders"].Status.ShouldBe(HealthStatus.Healthy);
        bad.Entries["eventhubs-processor-payments"].Status.ShouldBe(HealthStatus.Unhealthy);
        bad.Entries["eventhubs-processor-payments"].Description.ShouldNotBeNull().ShouldStartWith("Processor payments does not run.");
    }

    [Fact]
    public async Task The_lag_is_told_over_HTTP_as_a_number_that_a_scaler_reads()
    {
        await using WebApplication app = await StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        using JsonDocument all = JsonDocument.Parse(await client.GetStringAsync("/lag", Token));
        all.RootElement.GetProperty("lag").GetInt64().ShouldBe(7);
        all.RootElement.GetProperty("partitions").GetArrayLength().ShouldBe(5);

        using HttpResponseMessage answer = await client.GetAsync("/lag/payments", Token);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        using JsonDocument one = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token));
        one.RootElement.GetProperty("lag").GetInt64().ShouldBe(4);
        JsonElement partition = one.RootElement.GetProperty("partitions").EnumerateArray().Single(element => element.GetProperty("partition").GetString() == "2");
        partition.GetProperty("processor").GetString().ShouldBe("payments");
        partition.GetProperty("owner").GetString().ShouldBe("payments-1");
        partition.GetProperty("lag").GetInt64().ShouldBe(4);
        partition.GetProperty("lastEnqueued").GetInt64().ShouldBe(3);
        partition.TryGetProperty("checkpoint", out _).ShouldBeFalse("there is none yet");
    }

    [Theory]
    [InlineData(true, "The checkpoint store does not answer.")]
    [InlineData(false, "The event hub does not answer.")]
    public async Task A_lag_that_cannot_be_read_is_no_number(bool isStore, string error)
    {
        await using WebApplication app = Build((services, configuration) => services.AddEventHubsLagReader(configuration, "orders", options =>
        {
            options.ConnectionString = isStore ? options.ConnectionString : options.ConnectionString!.Replace("EntityPath=orders", "EntityPath=nowhere", StringComparison.Ordinal);
            options.RetryOptions.MaximumRetries = 0;
        }).DecorateCheckpointStore((_, store) => new ControlledStore(store)
        {
            Before = operation => isStore ? Task.FromException(ControlledStore.Fault(operation)) : Task.CompletedTask,
        }));
        app.MapEventHubsLag("/lag");
        await app.StartAsync(Token);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        using HttpResponseMessage answer = await client.GetAsync("/lag", Token);

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        using JsonDocument json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token));
        json.RootElement.GetProperty("error").GetString().ShouldBe(error);
        json.RootElement.TryGetProperty("lag", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_processor_that_is_not_there_is_named_with_those_that_are()
    {
        await using WebApplication app = Build((services, configuration) => services.AddEventHubsLagReader(configuration, "orders"));
        Should.Throw<InvalidOperationException>(() => app.MapEventHubsLag("/lag", "order")).Message.ShouldContain("There are: 'orders'");
        app.MapEventHubsLag("/lag", "orders");
    }

    [Theory]
    [InlineData("MaximumTimeBehind", "00:00:00", "more than zero")]
    [InlineData("MaximumEventsBehind", "-1", "0 or more")]
    [InlineData("StoreTroubleWindow", "-00:00:01", "zero or more")]
    [InlineData("NothingOwnedTimeout", "00:00:00", "more than zero")]
    [InlineData("MaximumLag", "9", "MaximumLag")]
    public async Task Limits_of_health_that_cannot_be_are_refused_at_start(string key, string value, string allowed)
    {
        await using WebApplication app = Build(
            (services, configuration) => services.AddEventHubsLagReader(configuration, "orders"), ($"Checkpointing:Processors:orders:Health:{key}", value));
        string message = (await Should.ThrowAsync<OptionsValidationException>(() => app.StartAsync(Token))).Message;
        message.ShouldContain(allowed);
        message.ShouldContain("Checkpointing:Processors:orders");
    }

    private async Task<WebApplication> StartAsync()
    {
        WebApplication app = Build((services, configuration) =>
        {
            services.AddSingleton(new JournalHandler("both", _journal));
            services.AddEventHubsProcessor<JournalHandler>("orders", configuration);
            services.AddEventHubsProcessor<JournalHandler>("payments", configuration);
            services.AddHealthChecks().AddEventHubsProcessor("orders").AddEventHubsProcessor("payments");
        });
        app.MapEventHubsLag("/lag");
        app.MapEventHubsLag("/lag/payments", "payments");
        await app.StartAsync(Token);
        await Eventually.UntilAsync(
            () => _journal.Count == 7 && app.Services.GetServices<ProcessorMonitor>().Sum(monitor => monitor.GetStatus()!.OwnedPartitions.Count) == 5, "all events and partitions");
        return app;
    }

    private WebApplication Build(Action<IServiceCollection, IConfiguration> add, params (string Key, string Value)[] more)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Checkpointing:Store"] = "InMemory",
            ["Checkpointing:Processors:orders:ConnectionString"] = _broker.GetConnectionString("orders"),
            ["Checkpointing:Processors:orders:CheckpointPolicy"] = "manual",
            ["Checkpointing:Processors:payments:ConnectionString"] = _broker.GetConnectionString("payments"),
            ["Checkpointing:Processors:payments:CheckpointPolicy"] = "manual",
            ["Checkpointing:Processors:payments:Identifier"] = "payments-1",
        });
        builder.Configuration.AddInMemoryCollection(more.Select(pair => new KeyValuePair<string, string?>(pair.Key, pair.Value)));
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Services.AddLogging();
        builder.Services.AddSingleton<IMeterFactory>(_meters);
        add(builder.Services, builder.Configuration);
        return builder.Build();
    }
}
