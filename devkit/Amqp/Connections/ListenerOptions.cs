using System.Net.Security;

namespace Devkit.Amqp.Connections;

/// <summary>How a server accepts.</summary>
public sealed class ListenerOptions : ConnectionOptions
{
    /// <summary>The mechanisms offered, in this order; empty accepts connections without a SASL layer only.</summary>
    public IReadOnlyList<string> SaslMechanisms { get; init; } = ["MSSBCBS", "ANONYMOUS", "PLAIN"];

    /// <summary>Whether a client may do without SASL although mechanisms are offered.</summary>
    public bool AllowWithoutSasl { get; init; } = true;

    /// <summary>Decides on a mechanism and its initial response; null takes everybody. Called on the connection's reader.</summary>
    public Func<string, ReadOnlyMemory<byte>, bool>? Authenticate { get; init; }

    /// <summary>TLS with these options; null for plain TCP.</summary>
    public SslServerAuthenticationOptions? Tls { get; init; }

    /// <summary>How many connections there may be at a time; what comes beyond is closed at once.</summary>
    public int MaxConnections { get; init; } = 10_000;
}
