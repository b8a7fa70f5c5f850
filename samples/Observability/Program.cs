using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using Checkpointing.AspNetCore;
using Checkpointing.Processor.Hosting;
using Devkit.EventHubs.Broker;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Observability;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

// Everything that a processor tells of itself: metrics and spans by OTLP, its health and its lag by HTTP. Names and meanings stand in docs/telemetry.md.
//   dotnet run --project samples/Observability -- --Otlp:Endpoint http://localhost:4318 --urls http://localhost:8080
WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
int events = builder.Configuration.GetValue("Events", 1000);
await using EventHubsBroker broker = await EventHubsBroker.StartAsync(new EventHubsBrokerOptions().AddHub("orders", partitionCount: 4));
builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
{
    ["Checkpointing:Store"] = "InMemory",
    ["Checkpointing:Processors:orders:ConnectionString"] = broker.GetConnectionString("orders"),
    ["Checkpointing:Processors:orders:CheckpointPolicy"] = "every 100 events or every 1s",
});

var handler = new OrderHandler(events);
builder.Services.AddSingleton(handler);
builder.Services.AddEventHubsProcessor<OrderHandler>("orders", builder.Configuration);
builder.Services.AddHealthChecks().AddEventHubsProcessor("orders");

using MeterProvider meters = Export.Metrics(builder.Configuration);
using TracerProvider traces = Export.Traces(builder.Configuration);
await using WebApplication app = builder.Build();
app.MapHealthChecks("/health");
app.MapEventHubsLag("/lag");
await app.StartAsync();
Console.WriteLine($"health and lag: {string.Join(' ', app.Urls)}");

await using (var producer = new EventHubProducerClient(broker.GetConnectionString("orders")))
{
    foreach (int[] part in Enumerable.Range(1, events).Chunk(100))
    {
        await producer.SendAsync(part.Select(number => new EventData($"order {number}") { Properties = { ["traceparent"] = Export.NewTrace() } }));
    }
}

await handler.AllProcessed.WaitAsync(TimeSpan.FromMinutes(1));
if (builder.Configuration.GetValue("Stay", false))
{
    await app.WaitForShutdownAsync();
}

await app.StopAsync();
bool hasArrived = meters.ForceFlush() & traces.ForceFlush();
Console.WriteLine($"processed={handler.Processed} exported={hasArrived}");
return hasArrived ? 0 : 1;
