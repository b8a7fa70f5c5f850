namespace Devkit.Amqp.Connections;

/// <summary>What this end says of a session in begin (part 2, section 2.7.2).</summary>
public sealed class SessionOptions
{
    /// <summary>The default of <see cref="IncomingWindow"/>.</summary>
    public const uint DefaultIncomingWindow = 5000;

    /// <summary>The default of <see cref="MaxLinks"/>.</summary>
    public const uint DefaultMaxLinks = 1024;

    /// <summary>How many transfer frames the peer may send ahead, at least 2; the engine renews it as it reads.</summary>
    public uint IncomingWindow { get; init; } = DefaultIncomingWindow;

    /// <summary>How many links the peer may attach, at least 1: handle-max is one less.</summary>
    public uint MaxLinks { get; init; } = DefaultMaxLinks;
}
