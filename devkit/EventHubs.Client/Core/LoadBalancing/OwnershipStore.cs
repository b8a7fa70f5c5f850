#nullable enable
using Azure.Messaging.EventHubs.Primitives;

namespace Azure.Messaging.EventHubs.Core.LoadBalancing;

/// <summary>The two operations of a processor's store that balancing needs.</summary>
internal sealed record OwnershipStore(
    Func<CancellationToken, Task<IEnumerable<EventProcessorPartitionOwnership>>> ListAsync,
    Func<IEnumerable<EventProcessorPartitionOwnership>, CancellationToken, Task<IEnumerable<EventProcessorPartitionOwnership>>> ClaimAsync);
