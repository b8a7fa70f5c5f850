namespace Devkit.EventHubs.Broker.Messages;

/// <summary>The message annotations of stored events that the broker is responsible for.</summary>
internal enum BrokerAnnotation
{
    /// <summary>None of them.</summary>
    None,

    /// <summary>One that the broker writes itself; a producer's value for it is not kept.</summary>
    Written,

    /// <summary>The partition key, which the producer gives and the broker writes.</summary>
    PartitionKey,
}
