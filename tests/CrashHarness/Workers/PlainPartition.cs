using Azure.Messaging.EventHubs.Primitives;

namespace CrashHarness.Workers;

/// <summary>How many events of a partition the SDK's own processor has handled since its last checkpoint.</summary>
internal sealed class PlainPartition : EventProcessorPartition
{
    public long Uncovered { get; set; }
}
