using System.ComponentModel;
using System.Net;
using System.Net.Security;
using Azure.Messaging.EventHubs.Core;

namespace Azure.Messaging.EventHubs;

/// <summary>How a connection to the service is made.</summary>
public class EventHubConnectionOptions
{
    private TimeSpan _connectionIdleTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Makes options with the default values.</summary>
    public EventHubConnectionOptions()
    {
    }

    /// <summary>How frames travel; TCP unless set.</summary>
    public EventHubsTransportType TransportType { get; set; } = EventHubsTransportType.AmqpTcp;

    /// <summary>After how long without a frame from the service the connection counts as lost; not negative, 60 s unless set.</summary>
    public TimeSpan ConnectionIdleTimeout
    {
        get => _connectionIdleTimeout;
        set => _connectionIdleTimeout = Argument.NotNegative(value, nameof(ConnectionIdleTimeout));
    }

    /// <summary>Where to connect to instead of the namespace itself, such as a gateway: host and port count, the scheme does not.</summary>
    public Uri CustomEndpointAddress { get; set; }

    /// <summary>A proxy for web sockets; with plain TCP it is refused.</summary>
    public IWebProxy Proxy { get; set; }

    /// <summary>The size of the socket's send buffer in bytes, or -1 for that of the operating system.</summary>
    public int SendBufferSizeInBytes { get; set; } = -1;

    /// <summary>The size of the socket's receive buffer in bytes, or -1 for that of the operating system.</summary>
    public int ReceiveBufferSizeInBytes { get; set; } = -1;

    /// <summary>Judges the certificate of the service; the platform's own rules unless set.</summary>
    public RemoteCertificateValidationCallback CertificateValidationCallback { get; set; }

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override bool Equals(object obj) => base.Equals(obj);

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override int GetHashCode() => base.GetHashCode();

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override string ToString() => base.ToString();

    internal EventHubConnectionOptions Clone() => (EventHubConnectionOptions)MemberwiseClone();
}
