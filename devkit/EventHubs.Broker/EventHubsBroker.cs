using Devkit.EventHubs.Broker.Faults;
using Devkit.EventHubs.Broker.Hubs;
using Devkit.EventHubs.Broker.Messages;
using Devkit.EventHubs.Broker.Protocol;

namespace Devkit.EventHubs.Broker;

/// <summary>
/// An Event Hubs broker that speaks AMQP 1.0 on loopback: any Event Hubs SDK connects to it with
/// <see cref="ConnectionString"/>. Thread-safe.
/// </summary>
public sealed class EventHubsBroker : IAsyncDisposable
{
    private readonly HubCatalog _hubs;
    private readonly FaultRules _rules;
    private readonly BrokerListener _listener;

    private EventHubsBroker(EventHubsBrokerOptions options)
    {
        _hubs = new HubCatalog(options);
        _rules = new FaultRules(options.TimeProvider);
        _listener = new BrokerListener(options, _hubs, _rules);
        Faults = new BrokerFaults(_rules, options.TimeProvider, () => _listener.Connections);
    }

    /// <summary>The port on which the broker listens; it stays the same over restarts.</summary>
    public int Port => _listener.Port;

    /// <summary>What clients call the namespace: the host without the port.</summary>
    public string FullyQualifiedNamespace => _listener.HostName;

    /// <summary>Connection string for any hub of the broker, with a dummy key; plain TCP, by <c>UseDevelopmentEmulator=true</c>.</summary>
    public string ConnectionString =>
        $"Endpoint=sb://{FullyQualifiedNamespace}:{Port};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true";

    /// <summary>Faults on demand.</summary>
    public BrokerFaults Faults { get; }

    /// <summary>Number of connections that clients have open.</summary>
    public int ConnectionCount => _listener.Connections.Count;

    /// <summary>The links that clients have attached.</summary>
    public IReadOnlyList<LinkInfo> Links =>
        [.. _listener.Connections.SelectMany(connection => connection.Links).Select(link => link.Target.ToInfo())];

    /// <summary>Starts a broker.</summary>
    /// <param name="options">What it serves; not to be changed afterwards.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="ArgumentException">The options contradict themselves; the message lists everything that is wrong.</exception>
    /// <exception cref="InvalidOperationException">A hub on disk has another number of partitions.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The port cannot be had.</exception>
    public static async Task<EventHubsBroker> StartAsync(EventHubsBrokerOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.FindErrors() is { Count: > 0 } errors)
        {
            throw new ArgumentException(string.Join(Environment.NewLine, errors), nameof(options));
        }

        var broker = new EventHubsBroker(options);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            broker._listener.Start();
            return broker;
        }
        catch
        {
            await broker.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Connection string for one hub, as <c>EntityPath</c>.</summary>
    /// <param name="hub">The hub.</param>
    /// <exception cref="ArgumentException">There is no such hub.</exception>
    public string GetConnectionString(string hub) => $"{ConnectionString};EntityPath={_hubs.Get(hub).Name}";

    /// <summary>Stores events without a client, as one batch.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="partitionId">The partition, or null for the next in turn.</param>
    /// <param name="bodies">One event each, in UTF-8.</param>
    /// <returns>Where the first event went; the others follow it.</returns>
    /// <exception cref="ArgumentException">There is no such hub or partition, or no event.</exception>
    public PublishResult Publish(string hub, string? partitionId, params IEnumerable<string> bodies) =>
        PublishEvents(hub, bodies.Select(body => new NewEvent(body)), partitionId);

    /// <summary>Stores events without a client, as one batch.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="events">The events; at least one.</param>
    /// <param name="partitionId">The partition, or null.</param>
    /// <param name="partitionKey">The key whose hash chooses the partition, or null. Without id and key each partition gets its turn.</param>
    /// <returns>Where the first event went; the others follow it.</returns>
    /// <exception cref="ArgumentException">There is no such hub or partition, or no event, or both an id and a key.</exception>
    public PublishResult PublishEvents(string hub, IEnumerable<NewEvent> events, string? partitionId = null, string? partitionKey = null)
    {
        ArgumentNullException.ThrowIfNull(events);
        if (partitionId is not null && partitionKey is not null)
        {
            throw new ArgumentException("Give a partition or a key, not both.", nameof(partitionKey));
        }

        IncomingMessage[] messages = [.. events.Select(item => EventEncoder.Encode(item, partitionKey))];
        if (messages.Length == 0)
        {
            throw new ArgumentException("There is no event to publish.", nameof(events));
        }

        Partition partition = partitionId is null ? _hubs.Get(hub).Assign(messages[0].PartitionKey.Span) : _hubs.Get(hub, partitionId);
        return new PublishResult(partition.Id, partition.Log.Append(messages));
    }

    /// <summary>Reads what is stored, up to the newest event there is now.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="partitionId">The partition.</param>
    /// <param name="fromSequenceNumber">The first event; where retention has passed it, the oldest that is kept.</param>
    /// <param name="maximumCount">Number of events at most.</param>
    /// <exception cref="ArgumentException">There is no such hub or partition.</exception>
    public IReadOnlyList<StoredEvent> ReadStored(string hub, string partitionId, long fromSequenceNumber = 0, int maximumCount = int.MaxValue) =>
        StoredEventReader.Read(_hubs.Get(hub, partitionId), fromSequenceNumber, maximumCount);

    /// <summary>State of a partition.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="partitionId">The partition.</param>
    /// <exception cref="ArgumentException">There is no such hub or partition.</exception>
    public PartitionInfo GetPartition(string hub, string partitionId) => _hubs.Get(hub, partitionId).Describe();

    /// <summary>State of every partition of a hub, in order of their ids.</summary>
    /// <param name="hub">The hub.</param>
    /// <exception cref="ArgumentException">There is no such hub.</exception>
    public IReadOnlyList<PartitionInfo> GetPartitions(string hub) => [.. _hubs.Get(hub).Partitions.Select(partition => partition.Describe())];

    /// <summary>The partition that Event Hubs' hash gives a key.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="partitionKey">The key.</param>
    /// <exception cref="ArgumentException">There is no such hub, or the key is empty.</exception>
    public string GetPartitionForKey(string hub, string partitionKey)
    {
        ArgumentException.ThrowIfNullOrEmpty(partitionKey);
        Hub found = _hubs.Get(hub);
        return found.Partitions[PartitionKeyHash.FindPartition(partitionKey, found.Partitions.Count)].Id;
    }

    /// <summary>Forgets the events before a sequence number, as if their retention time had passed.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="partitionId">The partition.</param>
    /// <param name="sequenceNumber">The new beginning; behind the newest event, the partition is empty then.</param>
    /// <exception cref="ArgumentException">There is no such hub or partition.</exception>
    public void ExpireEvents(string hub, string partitionId, long sequenceNumber) => _hubs.Get(hub, partitionId).Log.ExpireBefore(sequenceNumber);

    /// <summary>Stops listening and cuts every connection; the events stay. Clients see a service that is down.</summary>
    public Task GoOfflineAsync() => _listener.StopAsync();

    /// <summary>Listens again, on the same port.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="System.Net.Sockets.SocketException">Somebody else has taken the port meanwhile.</exception>
    public Task GoOnlineAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _listener.Start();
        return Task.CompletedTask;
    }

    /// <summary>Ends every connection and listens again on the same port, as if the service had been restarted.</summary>
    /// <param name="cancellationToken">Ends the attempt; the broker can be offline then.</param>
    public async Task RestartAsync(CancellationToken cancellationToken = default)
    {
        await GoOfflineAsync().ConfigureAwait(false);
        await GoOnlineAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Closes every connection and the logs.</summary>
    public async ValueTask DisposeAsync()
    {
        _rules.LiftAll();
        await _listener.DisposeAsync().ConfigureAwait(false);
        _hubs.Dispose();
    }
}
