using Devkit.Amqp.Messaging;
using Devkit.Amqp.Types;

namespace Devkit.Amqp.Connections;

/// <summary>What both ends of a link say of themselves in attach (part 2, section 2.7.3).</summary>
public abstract class LinkOptions
{
    private protected LinkOptions()
    {
    }

    /// <summary>The link's name, unique per session and direction. On the accepting side the peer's name counts, and this is ignored.</summary>
    public string Name { get; init; } = "";

    /// <summary>Where messages come from. On the accepting side null echoes the peer's.</summary>
    public AmqpSource? Source { get; init; }

    /// <summary>Where messages go to. On the accepting side null echoes the peer's.</summary>
    public AmqpTarget? Target { get; init; }

    /// <summary>How the link's sender settles. Null says nothing, which means mixed; on the accepting side it echoes the peer's mode.</summary>
    public SettleMode? SettleMode { get; init; }

    /// <summary>The link's properties, keyed by symbols, or null.</summary>
    public AmqpMap? Properties { get; init; }

    /// <summary>What this end is capable of.</summary>
    public IReadOnlyList<AmqpSymbol> OfferedCapabilities { get; init; } = [];

    /// <summary>What this end wishes the other to be capable of.</summary>
    public IReadOnlyList<AmqpSymbol> DesiredCapabilities { get; init; } = [];
}
