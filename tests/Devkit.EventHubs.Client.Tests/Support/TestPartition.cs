using Azure.Messaging.EventHubs.Primitives;

namespace Devkit.EventHubs.Client.Tests.Support;

/// <summary>Remembers what its constructor saw.</summary>
internal sealed class TestPartition : EventProcessorPartition
{
    public TestPartition() => IdInConstructor = PartitionId;

    public string? IdInConstructor { get; }
}
