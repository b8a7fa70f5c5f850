using Azure.Messaging.EventHubs;
using Checkpointing.Processor.Handling;
using Checkpointing.Processor.Hosting;
using Microsoft.Extensions.Hosting;

namespace Snippets;

internal static class Handling
{
    public static void Register(HostApplicationBuilder builder)
    {
        builder.Services.AddEventHubsProcessor<PaymentHandler>(builder.Configuration, options =>
        {
            options.IsTransient = exception => exception is not FormatException;        // a broken body stays broken
            options.ConcurrencyKey = payment => payment.Properties["account"] as string; // in order per account
        });
    }

    private sealed class PaymentHandler : IEventHandler
    {
        public Task HandleAsync(EventData payment, ProcessingContext partition, CancellationToken token) => Task.CompletedTask;
    }

    internal sealed class FileSink : IDeadLetterSink
    {
        public Task StoreAsync(DeadLetter letter, CancellationToken token) =>
            File.AppendAllTextAsync("/var/lib/payments/dead.log", $"{letter}\n{letter.Event.EventBody}\n", token);
    }

    private sealed class OrderBatches : IEventBatchHandler
    {
        public async Task HandleAsync(IReadOnlyList<EventData> orders, ProcessingContext partition, CancellationToken token)
        {
            int booked = 0;
            try
            {
                foreach (EventData order in orders)
                {
                    await BookAsync(order, token);
                    booked++;
                }
            }
            catch (IOException exception)
            {
                throw new PartialBatchException(booked, exception);
            }
        }

        private static Task BookAsync(EventData order, CancellationToken token) => Task.CompletedTask;
    }
}
