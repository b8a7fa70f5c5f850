using System.ComponentModel;
using Azure.Messaging.EventHubs.Core;

namespace Azure.Messaging.EventHubs.Producer;

/// <summary>How an <see cref="EventHubProducerClient"/> works.</summary>
public class EventHubProducerClientOptions
{
    private EventHubConnectionOptions _connectionOptions = new();
    private EventHubsRetryOptions _retryOptions = new();

    /// <summary>Makes options with the default values.</summary>
    public EventHubProducerClientOptions()
    {
    }

    /// <summary>A name for the client, seen by the service; a random one unless set.</summary>
    public string Identifier { get; set; }

    /// <summary>How the connection is made; not null.</summary>
    public EventHubConnectionOptions ConnectionOptions
    {
        get => _connectionOptions;
        set => _connectionOptions = Argument.NotNull(value, nameof(ConnectionOptions));
    }

    /// <summary>How operations are retried; not null.</summary>
    public EventHubsRetryOptions RetryOptions
    {
        get => _retryOptions;
        set => _retryOptions = Argument.NotNull(value, nameof(RetryOptions));
    }

    /// <summary>Whether publishing is idempotent. This stand-in refuses to make a client with it.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected internal bool EnableIdempotentPartitions { get; set; }

    /// <summary>Where idempotent publishing continues, by partition.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected internal Dictionary<string, PartitionPublishingOptions> PartitionOptions { get; } = [];

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override bool Equals(object obj) => base.Equals(obj);

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override int GetHashCode() => base.GetHashCode();

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override string ToString() => base.ToString();

    internal EventHubProducerClientOptions Clone() => new()
    {
        Identifier = Identifier,
        EnableIdempotentPartitions = EnableIdempotentPartitions,
        _connectionOptions = _connectionOptions.Clone(),
        _retryOptions = _retryOptions.Clone(),
    };
}
