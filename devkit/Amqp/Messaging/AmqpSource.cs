using Devkit.Amqp.Framing;
using Devkit.Amqp.Types;

namespace Devkit.Amqp.Messaging;

/// <summary>Where the messages of a link come from (part 3, section 3.5.3).</summary>
public sealed class AmqpSource : IComposite
{
    /// <summary>The node's address; null for none.</summary>
    public string? Address { get; init; }

    /// <summary>What of the terminus is durable: 0 nothing, 1 its configuration, 2 its unsettled deliveries too.</summary>
    public uint Durable { get; init; }

    /// <summary>When the terminus expires; null means session-end.</summary>
    public AmqpSymbol? ExpiryPolicy { get; init; }

    /// <summary>How long an expiring terminus is kept, in seconds.</summary>
    public uint Timeout { get; init; }

    /// <summary>Whether the peer asks for a node to be made; no node here ever is.</summary>
    public bool Dynamic { get; init; }

    /// <summary>The properties of a dynamic node, or null.</summary>
    public AmqpMap? DynamicNodeProperties { get; init; }

    /// <summary>move or copy; null leaves it to the node.</summary>
    public AmqpSymbol? DistributionMode { get; init; }

    /// <summary>Named filters: symbols to described values; null for none.</summary>
    public AmqpMap? Filter { get; init; }

    /// <summary>The outcome of deliveries that are settled without one; null for none.</summary>
    public DeliveryState? DefaultOutcome { get; init; }

    /// <summary>The outcomes that the source knows.</summary>
    public IReadOnlyList<AmqpSymbol> Outcomes { get; init; } = [];

    /// <summary>What the source is capable of.</summary>
    public IReadOnlyList<AmqpSymbol> Capabilities { get; init; } = [];

    void IComposite.Write(AmqpWriter writer)
    {
        FieldWriter fields = new(writer, Descriptor.Source);
        fields.Value(Address);
        fields.UInt(Durable == 0 ? null : Durable);
        fields.Symbol(ExpiryPolicy);
        fields.UInt(Timeout == 0 ? null : Timeout);
        fields.Boolean(Dynamic ? true : null);
        fields.Value(DynamicNodeProperties);
        fields.Symbol(DistributionMode);
        fields.Value(Filter);
        fields.Composite(DefaultOutcome);
        fields.Symbols(Outcomes);
        fields.Symbols(Capabilities);
        fields.End();
    }

    internal static AmqpSource? Read(ref FieldReader outer, ref AmqpReader reader)
    {
        if (!outer.Next(ref reader))
        {
            return null;
        }

        if (reader.ReadDescriptor() != Descriptor.Source)
        {
            reader.Skip();
            return null;
        }

        FieldReader fields = new(ref reader);
        AmqpSource source = new()
        {
            Address = fields.String(ref reader),
            Durable = fields.UInt(ref reader) ?? 0,
            ExpiryPolicy = fields.Symbol(ref reader),
            Timeout = fields.UInt(ref reader) ?? 0,
            Dynamic = fields.Boolean(ref reader) ?? false,
            DynamicNodeProperties = fields.Map(ref reader),
            DistributionMode = fields.Symbol(ref reader),
            Filter = fields.Map(ref reader),
            DefaultOutcome = fields.Next(ref reader) ? DeliveryState.Read(ref reader) : null,
            Outcomes = fields.Symbols(ref reader),
            Capabilities = fields.Symbols(ref reader),
        };
        fields.End(ref reader);
        return source;
    }
}
