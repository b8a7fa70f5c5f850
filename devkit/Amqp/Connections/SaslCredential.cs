using System.Text;

namespace Devkit.Amqp.Connections;

/// <summary>A SASL mechanism with the one response it begins and ends with (part 5, section 5.3).</summary>
public sealed class SaslCredential
{
    private SaslCredential(string mechanism, byte[]? initialResponse)
    {
        Mechanism = mechanism;
        InitialResponse = initialResponse;
    }

    /// <summary>ANONYMOUS (RFC 4505).</summary>
    public static SaslCredential Anonymous { get; } = new("ANONYMOUS", []);

    /// <summary>MSSBCBS, under which Microsoft's .NET SDK means: tokens will follow on the node $cbs. No initial response.</summary>
    public static SaslCredential ClaimsBased { get; } = new("MSSBCBS", null);

    /// <summary>The mechanism's name.</summary>
    public string Mechanism { get; }

    internal byte[]? InitialResponse { get; }

    /// <summary>PLAIN (RFC 4616).</summary>
    public static SaslCredential Plain(string user, string password) => new("PLAIN", Encoding.UTF8.GetBytes($"\0{user}\0{password}"));

    /// <summary>The mechanism's name; never the secret.</summary>
    public override string ToString() => Mechanism;
}
