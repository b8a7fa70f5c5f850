using System.ComponentModel;
using Azure.Messaging.EventHubs.Core;

namespace Azure.Messaging.EventHubs.Consumer;

/// <summary>How an <see cref="EventHubConsumerClient"/> works.</summary>
public class EventHubConsumerClientOptions
{
    private EventHubConnectionOptions _connectionOptions = new();
    private EventHubsRetryOptions _retryOptions = new();

    /// <summary>Makes options with the default values.</summary>
    public EventHubConsumerClientOptions()
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

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override bool Equals(object obj) => base.Equals(obj);

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override int GetHashCode() => base.GetHashCode();

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override string ToString() => base.ToString();

    internal EventHubConsumerClientOptions Clone() => new()
    {
        Identifier = Identifier,
        _connectionOptions = _connectionOptions.Clone(),
        _retryOptions = _retryOptions.Clone(),
    };
}
