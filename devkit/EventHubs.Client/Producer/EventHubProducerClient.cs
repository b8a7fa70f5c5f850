using System.Collections.Concurrent;
using System.ComponentModel;
using Azure.Core;
using Azure.Messaging.EventHubs.Core;
using Azure.Messaging.EventHubs.Core.Transport;

namespace Azure.Messaging.EventHubs.Producer;

/// <summary>Sends events to a hub.</summary>
public partial class EventHubProducerClient : IAsyncDisposable
{
    internal const long MinimumBatchSizeInBytes = 24;

    private readonly EventHubConnection _connection;
    private readonly bool _ownsConnection;
    private readonly EventHubsRetryPolicy _retryPolicy;
    private readonly ConcurrentDictionary<string, Lazy<ITransportProducer>> _senders = new(StringComparer.Ordinal);

    /// <summary>For tests and derived types: a client that cannot be used.</summary>
    protected EventHubProducerClient()
    {
    }

    /// <summary>A client of the hub that the connection string names.</summary>
    public EventHubProducerClient(string connectionString)
        : this(connectionString, null, null)
    {
    }

    /// <summary>A client of the hub that the connection string names.</summary>
    public EventHubProducerClient(string connectionString, EventHubProducerClientOptions clientOptions)
        : this(connectionString, null, clientOptions)
    {
    }

    /// <summary>A client of a hub of the namespace that the connection string names.</summary>
    public EventHubProducerClient(string connectionString, string eventHubName)
        : this(connectionString, eventHubName, null)
    {
    }

    /// <summary>A client of a hub of the namespace that the connection string names.</summary>
    public EventHubProducerClient(string connectionString, string eventHubName, EventHubProducerClientOptions clientOptions)
        : this(o => new EventHubConnection(connectionString, eventHubName, o.ConnectionOptions), clientOptions)
    {
    }

    /// <summary>A client with a shared key.</summary>
    public EventHubProducerClient(string fullyQualifiedNamespace, string eventHubName, AzureNamedKeyCredential credential, EventHubProducerClientOptions clientOptions = null)
        : this(o => new EventHubConnection(fullyQualifiedNamespace, eventHubName, credential, o.ConnectionOptions), clientOptions)
    {
    }

    /// <summary>A client with a signature that was made elsewhere.</summary>
    public EventHubProducerClient(string fullyQualifiedNamespace, string eventHubName, AzureSasCredential credential, EventHubProducerClientOptions clientOptions = null)
        : this(o => new EventHubConnection(fullyQualifiedNamespace, eventHubName, credential, o.ConnectionOptions), clientOptions)
    {
    }

    /// <summary>A client with an identity.</summary>
    public EventHubProducerClient(string fullyQualifiedNamespace, string eventHubName, TokenCredential credential, EventHubProducerClientOptions clientOptions = null)
        : this(o => new EventHubConnection(fullyQualifiedNamespace, eventHubName, credential, o.ConnectionOptions), clientOptions)
    {
    }

    /// <summary>A client on a connection of somebody else's, who also closes it.</summary>
    public EventHubProducerClient(EventHubConnection connection, EventHubProducerClientOptions clientOptions = null)
        : this(_ => Argument.NotNull(connection, nameof(connection)), clientOptions) => _ownsConnection = false;

    private EventHubProducerClient(Func<EventHubProducerClientOptions, EventHubConnection> connect, EventHubProducerClientOptions clientOptions)
    {
        var options = clientOptions?.Clone() ?? new EventHubProducerClientOptions();
        if (options.EnableIdempotentPartitions)
        {
            throw new NotSupportedException(
                "This stand-in for Azure.Messaging.EventHubs does not publish idempotently. Build with the real package: -p:DependencySet=current.");
        }

        _connection = connect(options);
        _ownsConnection = true;
        _retryPolicy = options.RetryOptions.ToRetryPolicy();
        Identifier = string.IsNullOrEmpty(options.Identifier) ? Guid.NewGuid().ToString() : options.Identifier;
    }

    /// <summary>The host of the namespace.</summary>
    public string FullyQualifiedNamespace => _connection.FullyQualifiedNamespace;

    /// <summary>The hub.</summary>
    public string EventHubName => _connection.EventHubName;

    /// <summary>The name of the client.</summary>
    public string Identifier { get; }

    /// <summary>Whether the client was closed.</summary>
    public bool IsClosed { get; protected set; }

    /// <summary>Asks the service about the hub.</summary>
    public virtual Task<EventHubProperties> GetEventHubPropertiesAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfClosed();
        return _connection.Transport.GetPropertiesAsync(_retryPolicy, cancellationToken);
    }

    /// <summary>Asks the service for the identifiers of the partitions.</summary>
    public virtual async Task<string[]> GetPartitionIdsAsync(CancellationToken cancellationToken = default) =>
        (await GetEventHubPropertiesAsync(cancellationToken).ConfigureAwait(false)).PartitionIds;

    /// <summary>Asks the service about a partition.</summary>
    public virtual Task<PartitionProperties> GetPartitionPropertiesAsync(string partitionId, CancellationToken cancellationToken = default)
    {
        ThrowIfClosed();
        ArgumentException.ThrowIfNullOrEmpty(partitionId);
        return _connection.Transport.GetPartitionPropertiesAsync(partitionId, _retryPolicy, cancellationToken);
    }

    /// <summary>Closes the client.</summary>
    public virtual async Task CloseAsync(CancellationToken cancellationToken = default)
    {
        if (IsClosed)
        {
            return;
        }

        IsClosed = true;
        await Task.WhenAll(_senders.Values.Where(s => s.IsValueCreated).Select(s => s.Value.CloseAsync(cancellationToken))).ConfigureAwait(false);
        if (_ownsConnection)
        {
            await _connection.CloseAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Closes the client.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        await CloseAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override bool Equals(object obj) => base.Equals(obj);

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override int GetHashCode() => base.GetHashCode();

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override string ToString() => base.ToString();

    /// <summary>The state of idempotent publishing to a partition: never enabled here.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected internal virtual Task<PartitionPublishingProperties> GetPartitionPublishingPropertiesAsync(string partitionId, CancellationToken cancellationToken = default)
    {
        ThrowIfClosed();
        ArgumentException.ThrowIfNullOrEmpty(partitionId);
        return Task.FromResult(new PartitionPublishingProperties(false, null, null, null));
    }

    private void ThrowIfClosed() => ClosedClient.ThrowIfClosed(IsClosed, EventHubName, nameof(EventHubProducerClient));
}
