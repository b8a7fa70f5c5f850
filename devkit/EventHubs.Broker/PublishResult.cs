namespace Devkit.EventHubs.Broker;

/// <summary>Where a batch went.</summary>
/// <param name="PartitionId">The partition.</param>
/// <param name="FirstSequenceNumber">Sequence number of the first event; the others follow it.</param>
public readonly record struct PublishResult(string PartitionId, long FirstSequenceNumber);
