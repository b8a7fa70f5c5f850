namespace Devkit.EventHubs.Broker.Faults;

/// <summary>What a link is, as far as faults can choose it.</summary>
internal readonly record struct FaultTarget(
    LinkKinds Kind, string? Hub = null, string? PartitionId = null, string? ConsumerGroup = null, string? Client = null)
{
    public LinkInfo ToInfo() => new(Kind, Hub, PartitionId, ConsumerGroup, Client);
}
