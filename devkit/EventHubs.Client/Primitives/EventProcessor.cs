using System.ComponentModel;
using Azure.Core;
using Azure.Messaging.EventHubs.Core;

namespace Azure.Messaging.EventHubs.Primitives;

/// <summary>
/// Shares the partitions of a hub with the other processors of a consumer group, reads those it owns, and hands their events
/// to a derived class in batches: one batch at a time for each partition, several partitions at once.
/// </summary>
/// <typeparam name="TPartition">What is known about a partition while it is processed.</typeparam>
public abstract partial class EventProcessor<TPartition>
    where TPartition : EventProcessorPartition, new()
{
    private readonly int _eventBatchMaximumCount;
    private readonly EventProcessorOptions _options;
    private readonly Func<EventHubConnection> _connect;

    /// <summary>For tests: a processor that cannot be used.</summary>
    protected EventProcessor()
    {
    }

    /// <summary>A processor of the hub that the connection string names.</summary>
    protected EventProcessor(int eventBatchMaximumCount, string consumerGroup, string connectionString, EventProcessorOptions options = null)
        : this(eventBatchMaximumCount, consumerGroup, connectionString, null, options)
    {
    }

    /// <summary>A processor of a hub of the namespace that the connection string names.</summary>
    /// <param name="eventBatchMaximumCount">The most events handed over at once; 1 or more.</param>
    /// <param name="consumerGroup">The consumer group that is read on behalf of; not empty.</param>
    /// <param name="connectionString">The connection string; with the hub in it or in <paramref name="eventHubName"/>.</param>
    /// <param name="eventHubName">The hub.</param>
    /// <param name="options">How the processor works; copied.</param>
    protected EventProcessor(int eventBatchMaximumCount, string consumerGroup, string connectionString, string eventHubName, EventProcessorOptions options = null)
    {
        CheckArguments(eventBatchMaximumCount, consumerGroup);
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        var properties = EventHubsConnectionStringProperties.Parse(connectionString);
        properties.Validate(eventHubName, nameof(connectionString));
        _options = options?.Clone() ?? new EventProcessorOptions();
        _connect = () => new EventHubConnection(connectionString, eventHubName, _options.ConnectionOptions);
        _eventBatchMaximumCount = eventBatchMaximumCount;
        ConsumerGroup = consumerGroup;
        FullyQualifiedNamespace = properties.FullyQualifiedNamespace;
        EventHubName = string.IsNullOrEmpty(eventHubName) ? properties.EventHubName : eventHubName;
        Identifier = IdentifierOf(_options);
        RetryPolicy = _options.RetryOptions.ToRetryPolicy();
    }

    /// <summary>A processor with a shared key.</summary>
    protected EventProcessor(int eventBatchMaximumCount, string consumerGroup, string fullyQualifiedNamespace, string eventHubName, AzureNamedKeyCredential credential, EventProcessorOptions options = null)
        : this(eventBatchMaximumCount, consumerGroup, fullyQualifiedNamespace, eventHubName, credential, o => new EventHubConnection(fullyQualifiedNamespace, eventHubName, credential, o), options)
    {
    }

    /// <summary>A processor with a signature that was made elsewhere.</summary>
    protected EventProcessor(int eventBatchMaximumCount, string consumerGroup, string fullyQualifiedNamespace, string eventHubName, AzureSasCredential credential, EventProcessorOptions options = null)
        : this(eventBatchMaximumCount, consumerGroup, fullyQualifiedNamespace, eventHubName, credential, o => new EventHubConnection(fullyQualifiedNamespace, eventHubName, credential, o), options)
    {
    }

    /// <summary>A processor with an identity.</summary>
    protected EventProcessor(int eventBatchMaximumCount, string consumerGroup, string fullyQualifiedNamespace, string eventHubName, TokenCredential credential, EventProcessorOptions options = null)
        : this(eventBatchMaximumCount, consumerGroup, fullyQualifiedNamespace, eventHubName, credential, o => new EventHubConnection(fullyQualifiedNamespace, eventHubName, credential, o), options)
    {
    }

    private EventProcessor(int eventBatchMaximumCount, string consumerGroup, string fullyQualifiedNamespace, string eventHubName, object credential, Func<EventHubConnectionOptions, EventHubConnection> connect, EventProcessorOptions options)
    {
        CheckArguments(eventBatchMaximumCount, consumerGroup);
        FullyQualifiedNamespace = Argument.HostOf(fullyQualifiedNamespace, nameof(fullyQualifiedNamespace));
        ArgumentException.ThrowIfNullOrEmpty(eventHubName);
        ArgumentNullException.ThrowIfNull(credential);
        _options = options?.Clone() ?? new EventProcessorOptions();
        _connect = () => connect(_options.ConnectionOptions);
        _eventBatchMaximumCount = eventBatchMaximumCount;
        ConsumerGroup = consumerGroup;
        EventHubName = eventHubName;
        Identifier = IdentifierOf(_options);
        RetryPolicy = _options.RetryOptions.ToRetryPolicy();
    }

    /// <summary>The host of the namespace, without a port.</summary>
    public string FullyQualifiedNamespace { get; }

    /// <summary>The hub.</summary>
    public string EventHubName { get; }

    /// <summary>The consumer group that is read on behalf of.</summary>
    public string ConsumerGroup { get; }

    /// <summary>The name of the processor, under which it owns partitions.</summary>
    public string Identifier { get; }

    /// <summary>How operations are retried.</summary>
    protected EventHubsRetryPolicy RetryPolicy { get; }

    /// <summary>What the service last said about the hub, or <see langword="null"/> before it was first asked.</summary>
    protected EventHubProperties EventHubProperties { get; private set; }

    /// <summary>Whether batches are traced. Kept for source compatibility: this stand-in does not trace.</summary>
    protected bool EnableBatchTracing { get; set; } = true;

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override bool Equals(object obj) => base.Equals(obj);

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override int GetHashCode() => base.GetHashCode();

    /// <summary>The type of the partitions and the name of the processor.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override string ToString() => $"Event Processor<{typeof(TPartition).Name}>: {Identifier}";

    private static void CheckArguments(int eventBatchMaximumCount, string consumerGroup)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(eventBatchMaximumCount, 1);
        ArgumentException.ThrowIfNullOrEmpty(consumerGroup);
    }

    private static string IdentifierOf(EventProcessorOptions options) =>
        string.IsNullOrEmpty(options.Identifier) ? Guid.NewGuid().ToString() : options.Identifier;
}
