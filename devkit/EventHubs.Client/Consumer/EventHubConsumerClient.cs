using System.ComponentModel;
using Azure.Core;
using Azure.Messaging.EventHubs.Core;

namespace Azure.Messaging.EventHubs.Consumer;

/// <summary>Reads events of one partition or of all, on behalf of a consumer group, without keeping track of what was read.</summary>
public partial class EventHubConsumerClient : IAsyncDisposable
{
    /// <summary>The consumer group that every hub has.</summary>
    public const string DefaultConsumerGroupName = "$Default";

    private readonly EventHubConnection _connection;
    private readonly bool _ownsConnection;
    private readonly EventHubsRetryPolicy _retryPolicy;

    /// <summary>For tests and derived types: a client that cannot be used.</summary>
    protected EventHubConsumerClient()
    {
    }

    /// <summary>A client of the hub that the connection string names.</summary>
    public EventHubConsumerClient(string consumerGroup, string connectionString)
        : this(consumerGroup, connectionString, null, null)
    {
    }

    /// <summary>A client of the hub that the connection string names.</summary>
    public EventHubConsumerClient(string consumerGroup, string connectionString, EventHubConsumerClientOptions clientOptions)
        : this(consumerGroup, connectionString, null, clientOptions)
    {
    }

    /// <summary>A client of a hub of the namespace that the connection string names.</summary>
    public EventHubConsumerClient(string consumerGroup, string connectionString, string eventHubName)
        : this(consumerGroup, connectionString, eventHubName, null)
    {
    }

    /// <summary>A client of a hub of the namespace that the connection string names.</summary>
    public EventHubConsumerClient(string consumerGroup, string connectionString, string eventHubName, EventHubConsumerClientOptions clientOptions)
        : this(consumerGroup, o => new EventHubConnection(connectionString, eventHubName, o.ConnectionOptions), clientOptions)
    {
    }

    /// <summary>A client with a shared key.</summary>
    public EventHubConsumerClient(string consumerGroup, string fullyQualifiedNamespace, string eventHubName, AzureNamedKeyCredential credential, EventHubConsumerClientOptions clientOptions = null)
        : this(consumerGroup, o => new EventHubConnection(fullyQualifiedNamespace, eventHubName, credential, o.ConnectionOptions), clientOptions)
    {
    }

    /// <summary>A client with a signature that was made elsewhere.</summary>
    public EventHubConsumerClient(string consumerGroup, string fullyQualifiedNamespace, string eventHubName, AzureSasCredential credential, EventHubConsumerClientOptions clientOptions = null)
        : this(consumerGroup, o => new EventHubConnection(fullyQualifiedNamespace, eventHubName, credential, o.ConnectionOptions), clientOptions)
    {
    }

    /// <summary>A client with an identity.</summary>
    public EventHubConsumerClient(string consumerGroup, string fullyQualifiedNamespace, string eventHubName, TokenCredential credential, EventHubConsumerClientOptions clientOptions = null)
        : this(consumerGroup, o => new EventHubConnection(fullyQualifiedNamespace, eventHubName, credential, o.ConnectionOptions), clientOptions)
    {
    }

    /// <summary>A client on a connection of somebody else's, who also closes it.</summary>
    public EventHubConsumerClient(string consumerGroup, EventHubConnection connection, EventHubConsumerClientOptions clientOptions = null)
        : this(consumerGroup, _ => Argument.NotNull(connection, nameof(connection)), clientOptions) => _ownsConnection = false;

    private EventHubConsumerClient(string consumerGroup, Func<EventHubConsumerClientOptions, EventHubConnection> connect, EventHubConsumerClientOptions clientOptions)
    {
        ArgumentException.ThrowIfNullOrEmpty(consumerGroup);
        var options = clientOptions?.Clone() ?? new EventHubConsumerClientOptions();
        _connection = connect(options);
        _ownsConnection = true;
        _retryPolicy = options.RetryOptions.ToRetryPolicy();
        ConsumerGroup = consumerGroup;
        Identifier = string.IsNullOrEmpty(options.Identifier) ? Guid.NewGuid().ToString() : options.Identifier;
    }

    /// <summary>The host of the namespace.</summary>
    public string FullyQualifiedNamespace => _connection.FullyQualifiedNamespace;

    /// <summary>The hub.</summary>
    public string EventHubName => _connection.EventHubName;

    /// <summary>The consumer group that is read on behalf of.</summary>
    public string ConsumerGroup { get; }

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

    /// <summary>Closes the client: readings that are under way end with an exception.</summary>
    public virtual async Task CloseAsync(CancellationToken cancellationToken = default)
    {
        if (IsClosed)
        {
            return;
        }

        IsClosed = true;
        await CloseReadersAsync(cancellationToken).ConfigureAwait(false);
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

    private void ThrowIfClosed() => ClosedClient.ThrowIfClosed(IsClosed, EventHubName, nameof(EventHubConsumerClient));
}
