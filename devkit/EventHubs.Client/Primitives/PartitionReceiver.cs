using System.ComponentModel;
using Azure.Core;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Core;
using Azure.Messaging.EventHubs.Core.Transport;

namespace Azure.Messaging.EventHubs.Primitives;

/// <summary>Reads one partition in batches.</summary>
public class PartitionReceiver : IAsyncDisposable
{
    private readonly EventHubConnection _connection;
    private readonly bool _ownsConnection;
    private readonly EventHubsRetryPolicy _retryPolicy;
    private readonly TimeSpan? _defaultWaitTime;
    private readonly ITransportConsumer _consumer;

    /// <summary>For tests and derived types: a reader that cannot be used.</summary>
    protected PartitionReceiver()
    {
    }

    /// <summary>A reader on a connection of somebody else's, who also closes it.</summary>
    public PartitionReceiver(string consumerGroup, string partitionId, EventPosition eventPosition, EventHubConnection connection, PartitionReceiverOptions options = null)
        : this(consumerGroup, partitionId, eventPosition, _ => Argument.NotNull(connection, nameof(connection)), options) => _ownsConnection = false;

    /// <summary>A reader of the hub that the connection string names.</summary>
    public PartitionReceiver(string consumerGroup, string partitionId, EventPosition eventPosition, string connectionString, PartitionReceiverOptions options = null)
        : this(consumerGroup, partitionId, eventPosition, connectionString, null, options)
    {
    }

    /// <summary>A reader of a hub of the namespace that the connection string names.</summary>
    public PartitionReceiver(string consumerGroup, string partitionId, EventPosition eventPosition, string connectionString, string eventHubName, PartitionReceiverOptions options = null)
        : this(consumerGroup, partitionId, eventPosition, o => new EventHubConnection(connectionString, eventHubName, o.ConnectionOptions), options)
    {
    }

    /// <summary>A reader with a shared key.</summary>
    public PartitionReceiver(string consumerGroup, string partitionId, EventPosition eventPosition, string fullyQualifiedNamespace, string eventHubName, AzureNamedKeyCredential credential, PartitionReceiverOptions options = null)
        : this(consumerGroup, partitionId, eventPosition, o => new EventHubConnection(fullyQualifiedNamespace, eventHubName, credential, o.ConnectionOptions), options)
    {
    }

    /// <summary>A reader with a signature that was made elsewhere.</summary>
    public PartitionReceiver(string consumerGroup, string partitionId, EventPosition eventPosition, string fullyQualifiedNamespace, string eventHubName, AzureSasCredential credential, PartitionReceiverOptions options = null)
        : this(consumerGroup, partitionId, eventPosition, o => new EventHubConnection(fullyQualifiedNamespace, eventHubName, credential, o.ConnectionOptions), options)
    {
    }

    /// <summary>A reader with an identity.</summary>
    public PartitionReceiver(string consumerGroup, string partitionId, EventPosition eventPosition, string fullyQualifiedNamespace, string eventHubName, TokenCredential credential, PartitionReceiverOptions options = null)
        : this(consumerGroup, partitionId, eventPosition, o => new EventHubConnection(fullyQualifiedNamespace, eventHubName, credential, o.ConnectionOptions), options)
    {
    }

    private PartitionReceiver(string consumerGroup, string partitionId, EventPosition eventPosition, Func<PartitionReceiverOptions, EventHubConnection> connect, PartitionReceiverOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(consumerGroup);
        ArgumentException.ThrowIfNullOrEmpty(partitionId);
        var copy = options?.Clone() ?? new PartitionReceiverOptions();
        _connection = connect(copy);
        _ownsConnection = true;
        _retryPolicy = copy.RetryOptions.ToRetryPolicy();
        _defaultWaitTime = copy.DefaultMaximumReceiveWaitTime;
        ConsumerGroup = consumerGroup;
        PartitionId = partitionId;
        InitialPosition = eventPosition;
        Identifier = string.IsNullOrEmpty(copy.Identifier) ? Guid.NewGuid().ToString() : copy.Identifier;
        _consumer = _connection.Transport.CreateConsumer(new ConsumerSettings
        {
            ConsumerGroup = consumerGroup,
            PartitionId = partitionId,
            Identifier = Identifier,
            Position = eventPosition,
            RetryPolicy = _retryPolicy,
            PrefetchCount = copy.PrefetchCount,
            PrefetchSizeInBytes = copy.PrefetchSizeInBytes,
            OwnerLevel = copy.OwnerLevel,
            TrackLastEnqueuedEventProperties = copy.TrackLastEnqueuedEventProperties,
            InvalidateWhenStolen = false,
        });
    }

    /// <summary>The host of the namespace.</summary>
    public string FullyQualifiedNamespace => _connection.FullyQualifiedNamespace;

    /// <summary>The hub.</summary>
    public string EventHubName => _connection.EventHubName;

    /// <summary>The consumer group that is read on behalf of.</summary>
    public string ConsumerGroup { get; }

    /// <summary>The identifier of the partition.</summary>
    public string PartitionId { get; }

    /// <summary>Where reading started.</summary>
    public EventPosition InitialPosition { get; }

    /// <summary>The name of the reader.</summary>
    public string Identifier { get; }

    /// <summary>Whether the reader was closed.</summary>
    public bool IsClosed { get; protected set; }

    /// <summary>Asks the service about the partition.</summary>
    public virtual Task<PartitionProperties> GetPartitionPropertiesAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfClosed();
        return _connection.Transport.GetPartitionPropertiesAsync(PartitionId, _retryPolicy, cancellationToken);
    }

    /// <summary>What the last delivery told about the newest event of the partition; without values unless that is tracked.</summary>
    public virtual LastEnqueuedEventProperties ReadLastEnqueuedEventProperties()
    {
        ThrowIfClosed();
        return _consumer.LastEnqueued;
    }

    /// <summary>Waits for a first event, as long as the options say, and returns what is there then.</summary>
    public virtual Task<IEnumerable<EventData>> ReceiveBatchAsync(int maximumEventCount, CancellationToken cancellationToken = default) =>
        ReceiveAsync(maximumEventCount, _defaultWaitTime, cancellationToken);

    /// <summary>Waits for a first event and returns what is there then; nothing when the time passed.</summary>
    /// <param name="maximumEventCount">The most events to return; 1 or more.</param>
    /// <param name="maximumWaitTime">How long to wait for a first event; not negative.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="EventHubsException">Another reader has taken precedence (<see cref="EventHubsException.FailureReason.ConsumerDisconnected"/>), or the service failed.</exception>
    public virtual Task<IEnumerable<EventData>> ReceiveBatchAsync(int maximumEventCount, TimeSpan maximumWaitTime, CancellationToken cancellationToken = default) =>
        ReceiveAsync(maximumEventCount, Argument.NotNegative(maximumWaitTime, nameof(maximumWaitTime)), cancellationToken);

    /// <summary>Closes the reader.</summary>
    public virtual async Task CloseAsync(CancellationToken cancellationToken = default)
    {
        if (IsClosed)
        {
            return;
        }

        IsClosed = true;
        await _consumer.CloseAsync(cancellationToken).ConfigureAwait(false);
        if (_ownsConnection)
        {
            await _connection.CloseAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Closes the reader.</summary>
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

    private async Task<IEnumerable<EventData>> ReceiveAsync(int maximumEventCount, TimeSpan? maximumWaitTime, CancellationToken cancellationToken)
    {
        ThrowIfClosed();
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumEventCount, 1);
        return await _consumer.ReceiveAsync(maximumEventCount, maximumWaitTime, cancellationToken).ConfigureAwait(false);
    }

    private void ThrowIfClosed() => ClosedClient.ThrowIfClosed(IsClosed, EventHubName, nameof(PartitionReceiver));
}
