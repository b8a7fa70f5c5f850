using Devkit.Amqp.Types;

namespace Devkit.Amqp.Connections;

/// <summary>What both ends of a connection say in open (part 2, section 2.7.1), and this end's limits.</summary>
public abstract class ConnectionOptions
{
    /// <summary>The default of <see cref="MaxFrameSize"/>: 64 KiB.</summary>
    public const uint DefaultMaxFrameSize = 65536;

    /// <summary>The greatest value of <see cref="MaxFrameSize"/>: 16 MiB.</summary>
    public const uint MaxMaxFrameSize = 16 * 1024 * 1024;

    /// <summary>The default of <see cref="ChannelMax"/>.</summary>
    public const ushort DefaultChannelMax = 8191;

    private protected ConnectionOptions()
    {
    }

    /// <summary>This container's identity.</summary>
    public string ContainerId { get; init; } = "devkit";

    /// <summary>The largest frame that this end takes, in bytes, 512 to 16 MiB. Larger frames end the connection with <c>framing-error</c>.</summary>
    public uint MaxFrameSize { get; init; } = DefaultMaxFrameSize;

    /// <summary>The highest channel number that this end takes: one less than the most sessions at a time.</summary>
    public ushort ChannelMax { get; init; } = DefaultChannelMax;

    /// <summary>
    /// After how much silence of the peer the connection is given up. Half of it is announced as idle-time-out (part 2, section 2.4.5), so that
    /// one heartbeat may get lost. Zero never gives up. Some peers refuse to be asked for heartbeats more often than every 5 s, hence at least 10 s.
    /// </summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long TLS, SASL and open may take together.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the peer may take to answer a close, before the socket is closed without its answer.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The connection's properties, keyed by symbols, or null.</summary>
    public AmqpMap? Properties { get; init; }

    /// <summary>What this end is capable of.</summary>
    public IReadOnlyList<AmqpSymbol> OfferedCapabilities { get; init; } = [];

    /// <summary>What this end wishes the other to be capable of.</summary>
    public IReadOnlyList<AmqpSymbol> DesiredCapabilities { get; init; } = [];

    /// <summary>What sessions that the peer begins are answered with.</summary>
    public SessionOptions Session { get; init; } = new();

    /// <summary>How many bytes may wait for the socket before senders have to wait.</summary>
    public int SendBufferSize { get; init; } = 1024 * 1024;

    /// <summary>How many bytes of messages whose last frame is missing may be kept, over all links together.</summary>
    public int MaxPartialBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>The clock behind time limits and heartbeats.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
