using System.ComponentModel;
using Azure.Core;
using Azure.Messaging.EventHubs.Core;
using Azure.Messaging.EventHubs.Core.Transport;

namespace Azure.Messaging.EventHubs;

/// <summary>A connection to a hub. It is opened when first used, opened again after it was lost, and can be shared by clients.</summary>
public class EventHubConnection : IAsyncDisposable
{
    /// <summary>For tests and derived types: a connection that cannot be used.</summary>
    protected EventHubConnection()
    {
    }

    /// <summary>A connection to the hub that the connection string names.</summary>
    public EventHubConnection(string connectionString)
        : this(connectionString, null, (EventHubConnectionOptions)null)
    {
    }

    /// <summary>A connection to the hub that the connection string names.</summary>
    public EventHubConnection(string connectionString, EventHubConnectionOptions connectionOptions)
        : this(connectionString, null, connectionOptions)
    {
    }

    /// <summary>A connection to a hub of the namespace that the connection string names.</summary>
    public EventHubConnection(string connectionString, string eventHubName)
        : this(connectionString, eventHubName, (EventHubConnectionOptions)null)
    {
    }

    /// <summary>A connection to a hub of the namespace that the connection string names.</summary>
    /// <exception cref="ArgumentException">The connection string is incomplete, or names another hub.</exception>
    /// <exception cref="FormatException">The connection string is not well-formed.</exception>
    public EventHubConnection(string connectionString, string eventHubName, EventHubConnectionOptions connectionOptions)
        : this(ConnectionTarget.FromConnectionString(connectionString, eventHubName, connectionOptions))
    {
    }

    /// <summary>A connection with a shared key.</summary>
    public EventHubConnection(string fullyQualifiedNamespace, string eventHubName, AzureNamedKeyCredential credential, EventHubConnectionOptions connectionOptions = null)
        : this(ConnectionTarget.FromCredential(fullyQualifiedNamespace, eventHubName, credential, connectionOptions))
    {
    }

    /// <summary>A connection with a signature that was made elsewhere.</summary>
    public EventHubConnection(string fullyQualifiedNamespace, string eventHubName, AzureSasCredential credential, EventHubConnectionOptions connectionOptions = null)
        : this(ConnectionTarget.FromCredential(fullyQualifiedNamespace, eventHubName, credential, connectionOptions))
    {
    }

    /// <summary>A connection with an identity.</summary>
    public EventHubConnection(string fullyQualifiedNamespace, string eventHubName, TokenCredential credential, EventHubConnectionOptions connectionOptions = null)
        : this(ConnectionTarget.FromCredential(fullyQualifiedNamespace, eventHubName, credential, connectionOptions))
    {
    }

    internal EventHubConnection(string fullyQualifiedNamespace, string eventHubName, ITransportConnection transport)
    {
        FullyQualifiedNamespace = fullyQualifiedNamespace;
        EventHubName = eventHubName;
        Transport = transport;
    }

    private EventHubConnection(ConnectionTarget target)
        : this(target.FullyQualifiedNamespace, target.EventHubName, TransportFactory.Create(target))
    {
    }

    /// <summary>The host of the namespace, without a port.</summary>
    public string FullyQualifiedNamespace { get; }

    /// <summary>The hub.</summary>
    public string EventHubName { get; }

    /// <summary>Whether the connection was closed for good.</summary>
    public bool IsClosed => Transport.IsClosed;

    internal ITransportConnection Transport { get; }

    /// <summary>Closes the connection, and with it everything that uses it.</summary>
    public virtual Task CloseAsync(CancellationToken cancellationToken = default) => Transport.CloseAsync(cancellationToken);

    /// <summary>Closes the connection.</summary>
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
}
