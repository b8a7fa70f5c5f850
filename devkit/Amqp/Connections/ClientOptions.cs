using System.Net.Security;

namespace Devkit.Amqp.Connections;

/// <summary>How a client connects.</summary>
public sealed class ClientOptions : ConnectionOptions
{
    /// <summary>The host name in open (and in SASL), which a server of many hosts chooses by; null for the host that was connected to.</summary>
    public string? HostName { get; init; }

    /// <summary>How the client introduces itself; null goes without a SASL layer.</summary>
    public SaslCredential? Sasl { get; init; } = SaslCredential.Anonymous;

    /// <summary>TLS with these options (an empty target host becomes the host connected to); null for plain TCP.</summary>
    public SslClientAuthenticationOptions? Tls { get; init; }
}
