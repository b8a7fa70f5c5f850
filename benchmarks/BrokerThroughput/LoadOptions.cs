namespace BrokerThroughput;

/// <summary>What is measured.</summary>
/// <param name="EventSize">Bytes of an event's body.</param>
/// <param name="BatchCount">Events of a batch.</param>
/// <param name="PartitionCount">Partitions, each with a publisher and a reader of its own.</param>
/// <param name="Duration">Length of each phase.</param>
internal sealed record LoadOptions(int EventSize, int BatchCount, int PartitionCount, TimeSpan Duration);
