#nullable enable
namespace Azure.Messaging.EventHubs.Amqp;

/// <summary>The nodes, properties and conditions that Event Hubs adds to AMQP.</summary>
internal static class AmqpNames
{
    public const string CbsNode = "$cbs";
    public const string ManagementNode = "$management";

    public const string Timeout = "com.microsoft:timeout";
    public const string EntityType = "com.microsoft:entity-type";
    public const string ReceiverName = "com.microsoft:receiver-name";
    public const string Epoch = "com.microsoft:epoch";
    public const string RuntimeMetric = "com.microsoft:enable-receiver-runtime-metric";
    public const string GeoReplication = "com.microsoft:georeplication";

    public const int SenderEntityType = 7;
    public const int ReceiverEntityType = 8;

    public const string SelectorFilter = "apache.org:selector-filter:string";
    public const ulong SelectorFilterCode = 0x0000_0137_0000_000A;

    public const string ServerBusy = "com.microsoft:server-busy";
    public const string TimeoutError = "com.microsoft:timeout";
    public const string EntityDisabled = "com.microsoft:entity-disabled";
    public const string ArgumentError = "com.microsoft:argument-error";
    public const string ArgumentOutOfRange = "com.microsoft:argument-out-of-range";
    public const string ProducerEpochStolen = "com.microsoft:producer-epoch-stolen";
    public const string OutOfOrderSequence = "com.microsoft:out-of-order-sequence";
}
