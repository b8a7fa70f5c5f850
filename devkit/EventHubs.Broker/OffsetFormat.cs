namespace Devkit.EventHubs.Broker;

/// <summary>How the offsets look that the broker gives to events. Clients have to treat both as opaque.</summary>
public enum OffsetFormat
{
    /// <summary>A decimal number that counts bytes, as in a namespace without geo-replication.</summary>
    Numeric,

    /// <summary>
    /// A text such as <c>1:3:4096</c>, as in a geo-replicated namespace. The hub says so in its properties
    /// (<c>georeplication_factor</c> 2), and numeric offsets are refused.
    /// </summary>
    Opaque,
}
