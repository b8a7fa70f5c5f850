using Devkit.Amqp.Framing;
using Devkit.Amqp.Types;
using Devkit.EventHubs.Broker.Faults;

namespace Devkit.EventHubs.Broker.Protocol;

/// <summary>Reads what Event Hubs' clients put into an attach.</summary>
internal static class LinkReader
{
    /// <summary>Epoch of an exclusive consumer.</summary>
    public static readonly AmqpSymbol Epoch = "com.microsoft:epoch";

    /// <summary>Name of a consumer.</summary>
    public static readonly AmqpSymbol ReceiverName = "com.microsoft:receiver-name";

    /// <summary>Capability: every event comes with what is known about the newest one.</summary>
    public static readonly AmqpSymbol RuntimeMetric = "com.microsoft:enable-receiver-runtime-metric";

    /// <summary>Capability: the client understands offsets that are no numbers.</summary>
    public static readonly AmqpSymbol GeoReplication = "com.microsoft:georeplication";

    /// <summary>Key under which clients put their selector among the source's filters.</summary>
    private static readonly AmqpSymbol SelectorFilter = "apache.org:selector-filter:string";

    /// <summary>The address at which the broker stands: where a receiver reads from, and a sender writes to.</summary>
    public static string AddressText(Attach attach) => (attach.IsReceiver ? attach.Source?.Address : attach.Target?.Address) ?? "";

    public static EntityAddress ReadAddress(Attach attach) => EntityAddress.Parse(AddressText(attach));

    public static FaultTarget ReadTarget(Attach attach, EntityAddress address) =>
        new(address.Kind, address.Hub.Length == 0 ? null : address.Hub, address.PartitionId, address.ConsumerGroup, ReadClient(attach));

    /// <summary>The name that the client gave its consumer or producer: it stands at the client's own end of the link.</summary>
    public static string? ReadClient(Attach attach) =>
        attach.Properties is { } properties && properties.TryGet(ReceiverName, out string? name)
            ? name
            : attach.IsReceiver ? attach.Target?.Address : attach.Source?.Address;

    /// <summary>The epoch, which clients send as any integer, or null.</summary>
    public static long? ReadEpoch(Attach attach) => attach.Properties?[Epoch] switch
    {
        long epoch => epoch,
        int epoch => epoch,
        uint epoch => epoch,
        _ => null,
    };

    /// <summary>The consumer's selector, or null. Its descriptor differs between SDKs, so any will do.</summary>
    public static string? ReadSelector(Attach attach)
    {
        object? filter = attach.Source?.Filter?[SelectorFilter];
        return (filter is DescribedValue described ? described.Value : filter) as string;
    }

    /// <summary>Those of the wished capabilities that the broker has.</summary>
    public static IReadOnlyList<AmqpSymbol> Offer(Attach attach, params IReadOnlyCollection<AmqpSymbol> known) =>
        [.. attach.DesiredCapabilities.Where(known.Contains)];
}
