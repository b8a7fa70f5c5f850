namespace Devkit.EventHubs.Broker.Hubs;

/// <summary>What a hub's folder remembers.</summary>
/// <param name="Name">The hub's name.</param>
/// <param name="PartitionCount">Number of partitions.</param>
/// <param name="CreatedAt">When the hub was created.</param>
internal sealed record HubDescription(string Name, int PartitionCount, DateTimeOffset CreatedAt);
