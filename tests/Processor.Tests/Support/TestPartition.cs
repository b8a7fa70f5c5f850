using Azure.Messaging.EventHubs.Primitives;

namespace Processor.Tests.Support;

/// <summary>The SDK's partition object, with an id that a test can set.</summary>
public sealed class TestPartition : EventProcessorPartition
{
    public TestPartition()
    {
    }

    public TestPartition(string partitionId) => PartitionId = partitionId;
}
