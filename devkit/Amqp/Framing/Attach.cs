using Devkit.Amqp.Connections;
using Devkit.Amqp.Messaging;
using Devkit.Amqp.Types;

namespace Devkit.Amqp.Framing;

/// <summary>The performative attach (part 2, section 2.7.3).</summary>
public sealed class Attach : IComposite
{
    /// <summary>The link's name.</summary>
    public required string Name { get; init; }

    /// <summary>The number that stands for the link in frames of the one who sends this.</summary>
    public uint Handle { get; init; }

    /// <summary>Whether the one who sends this receives.</summary>
    public bool IsReceiver { get; init; }

    /// <summary>How the link's sender settles; null was not said and means mixed.</summary>
    public SettleMode? SenderSettleMode { get; init; }

    /// <summary>How the link's receiver settles: 0 first, 1 second; null was not said and means first.</summary>
    public byte? ReceiverSettleMode { get; init; }

    /// <summary>Where messages come from; null refuses the link, if a sender says it.</summary>
    public AmqpSource? Source { get; init; }

    /// <summary>Where messages go to; null refuses the link, if a receiver says it.</summary>
    public AmqpTarget? Target { get; init; }

    /// <summary>The deliveries that a resumed link left unsettled; never resumed here.</summary>
    public AmqpMap? Unsettled { get; init; }

    /// <summary>Whether <see cref="Unsettled"/> is not the whole of it.</summary>
    public bool IncompleteUnsettled { get; init; }

    /// <summary>What the sender counts its deliveries from; null if a receiver says this.</summary>
    public uint? InitialDeliveryCount { get; init; }

    /// <summary>The largest message that the one who sends this takes, in bytes; null or 0 for no limit.</summary>
    public ulong? MaxMessageSize { get; init; }

    /// <summary>What it is capable of.</summary>
    public IReadOnlyList<AmqpSymbol> OfferedCapabilities { get; init; } = [];

    /// <summary>What it wishes its peer to be capable of.</summary>
    public IReadOnlyList<AmqpSymbol> DesiredCapabilities { get; init; } = [];

    /// <summary>Its properties, keyed by symbols, or null.</summary>
    public AmqpMap? Properties { get; init; }

    void IComposite.Write(AmqpWriter writer)
    {
        FieldWriter fields = new(writer, Descriptor.Attach);
        fields.Value(Name);
        fields.UInt(Handle);
        fields.Boolean(IsReceiver);
        fields.UByte((byte?)SenderSettleMode);
        fields.UByte(ReceiverSettleMode);
        fields.Composite(Source);
        fields.Composite(Target);
        fields.Value(Unsettled);
        fields.Boolean(IncompleteUnsettled ? true : null);
        fields.UInt(InitialDeliveryCount);
        fields.ULong(MaxMessageSize);
        fields.Symbols(OfferedCapabilities);
        fields.Symbols(DesiredCapabilities);
        fields.Value(Properties);
        fields.End();
    }

    internal static Attach Read(ref AmqpReader reader)
    {
        FieldReader fields = new(ref reader);
        Attach attach = new()
        {
            Name = FieldReader.Required(fields.String(ref reader), "name"),
            Handle = FieldReader.Required(fields.UInt(ref reader), "handle"),
            IsReceiver = FieldReader.Required(fields.Boolean(ref reader), "role"),
            SenderSettleMode = (SettleMode?)fields.UByte(ref reader),
            ReceiverSettleMode = fields.UByte(ref reader),
            Source = AmqpSource.Read(ref fields, ref reader),
            Target = AmqpTarget.Read(ref fields, ref reader),
            Unsettled = fields.Map(ref reader),
            IncompleteUnsettled = fields.Boolean(ref reader) ?? false,
            InitialDeliveryCount = fields.UInt(ref reader),
            MaxMessageSize = fields.ULong(ref reader),
            OfferedCapabilities = fields.Symbols(ref reader),
            DesiredCapabilities = fields.Symbols(ref reader),
            Properties = fields.Map(ref reader),
        };
        fields.End(ref reader);
        return attach;
    }
}
