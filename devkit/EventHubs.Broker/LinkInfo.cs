using Devkit.EventHubs.Broker.Faults;

namespace Devkit.EventHubs.Broker;

/// <summary>A link that a client has attached.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="Hub">The hub; null for <c>$cbs</c> and <c>$management</c>.</param>
/// <param name="PartitionId">The partition, or null.</param>
/// <param name="ConsumerGroup">The consumer group, or null.</param>
/// <param name="Client">The name that the client gave its consumer or producer, or null.</param>
public sealed record LinkInfo(LinkKinds Kind, string? Hub, string? PartitionId, string? ConsumerGroup, string? Client);
