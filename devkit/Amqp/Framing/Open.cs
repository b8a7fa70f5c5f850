using Devkit.Amqp.Types;

namespace Devkit.Amqp.Framing;

/// <summary>The performative open (part 2, section 2.7.1).</summary>
public sealed class Open : IComposite
{
    /// <summary>The peer's identity.</summary>
    public required string ContainerId { get; init; }

    /// <summary>The host that the peer wants to speak to, or null.</summary>
    public string? HostName { get; init; }

    /// <summary>The largest frame it takes, in bytes.</summary>
    public uint MaxFrameSize { get; init; } = uint.MaxValue;

    /// <summary>The highest channel number it takes.</summary>
    public ushort ChannelMax { get; init; } = ushort.MaxValue;

    /// <summary>After how many milliseconds of silence it may give up; null for never.</summary>
    public uint? IdleTimeout { get; init; }

    /// <summary>Languages for texts, in the order of preference.</summary>
    public IReadOnlyList<AmqpSymbol> OutgoingLocales { get; init; } = [];

    /// <summary>Languages it wishes to receive.</summary>
    public IReadOnlyList<AmqpSymbol> IncomingLocales { get; init; } = [];

    /// <summary>What it is capable of.</summary>
    public IReadOnlyList<AmqpSymbol> OfferedCapabilities { get; init; } = [];

    /// <summary>What it wishes its peer to be capable of.</summary>
    public IReadOnlyList<AmqpSymbol> DesiredCapabilities { get; init; } = [];

    /// <summary>Its properties, keyed by symbols, or null.</summary>
    public AmqpMap? Properties { get; init; }

    void IComposite.Write(AmqpWriter writer)
    {
        FieldWriter fields = new(writer, Descriptor.Open);
        fields.Value(ContainerId);
        fields.Value(HostName);
        fields.UInt(MaxFrameSize == uint.MaxValue ? null : MaxFrameSize);
        fields.UShort(ChannelMax == ushort.MaxValue ? null : ChannelMax);
        fields.UInt(IdleTimeout);
        fields.Symbols(OutgoingLocales);
        fields.Symbols(IncomingLocales);
        fields.Symbols(OfferedCapabilities);
        fields.Symbols(DesiredCapabilities);
        fields.Value(Properties);
        fields.End();
    }

    internal static Open Read(ref AmqpReader reader)
    {
        FieldReader fields = new(ref reader);
        Open open = new()
        {
            ContainerId = FieldReader.Required(fields.String(ref reader), "container-id"),
            HostName = fields.String(ref reader),
            MaxFrameSize = fields.UInt(ref reader) ?? uint.MaxValue,
            ChannelMax = fields.UShort(ref reader) ?? ushort.MaxValue,
            IdleTimeout = fields.UInt(ref reader),
            OutgoingLocales = fields.Symbols(ref reader),
            IncomingLocales = fields.Symbols(ref reader),
            OfferedCapabilities = fields.Symbols(ref reader),
            DesiredCapabilities = fields.Symbols(ref reader),
            Properties = fields.Map(ref reader),
        };
        fields.End(ref reader);
        return open;
    }
}
