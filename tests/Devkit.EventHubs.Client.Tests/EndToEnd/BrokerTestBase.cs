using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Producer;
using Devkit.EventHubs.Broker;

namespace Devkit.EventHubs.Client.Tests.EndToEnd;

/// <summary>A broker of its own for each test, and what a test needs to talk to it.</summary>
public abstract class BrokerTestBase : IAsyncLifetime
{
    protected const string Hub = "orders";
    protected const string Group = "$Default";

    private readonly List<IAsyncDisposable> _clients = [];
    private EventHubsBroker? _broker;

    private protected EventHubsBroker Broker => _broker!;

    protected string ConnectionString => Broker.GetConnectionString(Hub);

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var options = new EventHubsBrokerOptions().AddHub(Hub, 4, "other group");
        Configure(options);
        _broker = await EventHubsBroker.StartAsync(options, Token);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }

        await Broker.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected virtual void Configure(EventHubsBrokerOptions options)
    {
    }

    protected static EventHubsRetryOptions FastRetries(int retries = 5) => new()
    {
        MaximumRetries = retries,
        Delay = TimeSpan.FromMilliseconds(20),
        MaximumDelay = TimeSpan.FromMilliseconds(200),
        TryTimeout = TimeSpan.FromSeconds(10),
    };

    protected EventHubProducerClient Producer(EventHubsRetryOptions? retries = null) =>
        Keep(new EventHubProducerClient(ConnectionString, new EventHubProducerClientOptions { RetryOptions = retries ?? FastRetries(), Identifier = "producer" }));

    protected EventHubConsumerClient Consumer(string group = Group) =>
        Keep(new EventHubConsumerClient(group, ConnectionString, new EventHubConsumerClientOptions { RetryOptions = FastRetries() }));

    protected PartitionReceiver Receiver(EventPosition position, string partitionId = "0", PartitionReceiverOptions? options = null)
    {
        options ??= new PartitionReceiverOptions();
        options.RetryOptions = FastRetries();
        return Keep(new PartitionReceiver(Group, partitionId, position, ConnectionString, options));
    }

    protected static async Task<List<EventData>> ReadAsync(PartitionReceiver receiver, int count)
    {
        var events = new List<EventData>();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        while (events.Count < count)
        {
            events.AddRange(await receiver.ReceiveBatchAsync(count - events.Count, TimeSpan.FromSeconds(1), limit.Token));
        }

        return events;
    }

    protected static IEnumerable<EventData> Numbered(int count, int from = 0) =>
        Enumerable.Range(from, count).Select(i => new EventData($"event {i}"));

    protected T Keep<T>(T client)
        where T : IAsyncDisposable
    {
        _clients.Add(client);
        return client;
    }
}
