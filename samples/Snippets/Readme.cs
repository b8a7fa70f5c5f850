using Azure.Messaging.EventHubs;
using Checkpointing.Processor.Handling;
using Checkpointing.Processor.Hosting;
using Microsoft.Extensions.Hosting;

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddEventHubsProcessor<OrderHandler>(builder.Configuration); // "Checkpointing": { "Store": "Sqlite", … }
await builder.Build().RunAsync();

internal sealed class OrderHandler : IEventHandler
{
    public Task HandleAsync(EventData order, ProcessingContext partition, CancellationToken token) =>
        Console.Out.WriteLineAsync($"{partition.PartitionId}/{order.SequenceNumber}: {order.EventBody}");
}
