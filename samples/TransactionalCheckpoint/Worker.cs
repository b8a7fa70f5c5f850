using Azure.Messaging.EventHubs;
using Checkpointing;
using Checkpointing.Policies;
using Checkpointing.Processor;
using Checkpointing.Processor.Handling;
using Checkpointing.Processor.Hosting;

namespace TransactionalCheckpoint;

/// <summary>One processor in a process of its own, so that killing it is a real crash. It waits for its name on standard input, and stops when that ends.</summary>
internal static class Worker
{
    public const string Command = "worker";
    public const string HubName = "orders";
    public const string StoreVariable = "SAMPLE_STORE";
    public const string DatabaseVariable = "SAMPLE_DATABASE";
    public const string BrokerVariable = "SAMPLE_BROKER";
    public const string Begins = "begins";
    public const string Ends = "ends";

    public static async Task RunAsync()
    {
        await using Ledger ledger = Ledger.Open(Environment.GetEnvironmentVariable(StoreVariable)!, Environment.GetEnvironmentVariable(DatabaseVariable)!);
        ICheckpointStore store = ledger.CreateStore();

        // Whoever stands by has everything loaded and its first connection made when its turn comes.
        await ledger.CountAsync(CancellationToken.None);
        await store.ReadCheckpointAsync(new ConsumerGroup("nobody", "nothing", "none"), "-1", CancellationToken.None);
        if (await Console.In.ReadLineAsync() is not { } name)
        {
            return;
        }

        EventHubsProcessor processor = EventHubsProcessor.Create(store, new TellingHandler(new OrderHandler(ledger)), new EventHubsProcessorOptions
        {
            ConnectionString = Environment.GetEnvironmentVariable(BrokerVariable),
            EventHubName = HubName,
            Identifier = name,
            BatchSize = 10,
            LoadBalancingUpdateInterval = TimeSpan.FromMilliseconds(250),
            PartitionOwnershipExpirationInterval = TimeSpan.FromSeconds(3),
            StoreCallTimeout = TimeSpan.FromSeconds(1.5),

            // The handler makes them, in its transactions.
            CheckpointPolicy = CheckpointPolicy.Manual,
        });
        await processor.StartProcessingAsync();
        await Console.In.ReadToEndAsync();
        await processor.StopProcessingAsync();
    }

    /// <summary>Tells whoever is about to kill this process when a transaction is open.</summary>
    private sealed class TellingHandler(OrderHandler handler) : IEventBatchHandler
    {
        public async Task HandleAsync(IReadOnlyList<EventData> events, ProcessingContext context, CancellationToken cancellationToken)
        {
            Console.WriteLine($"{Begins} {context.PartitionId}");
            try
            {
                await handler.HandleAsync(events, context, cancellationToken);
            }
            finally
            {
                Console.WriteLine($"{Ends} {context.PartitionId}");
            }
        }
    }
}
