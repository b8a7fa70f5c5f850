using System.Collections.Concurrent;
using System.Globalization;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Processor;
using Harness.Servers;

namespace Harness.Readings;

/// <summary>Ownership in a dictionary, and a count of what the SDK's blob store would have sent: a list is one request, each record of a claim is one.</summary>
internal sealed class SdkMemoryStore : CheckpointStore
{
    private readonly ConcurrentDictionary<string, EventProcessorPartitionOwnership> _ownership = new();
    private long _claims;
    private long _claimedRecords;
    private long _lists;
    private long _others;
    private int _version;

    /// <summary>The requests so far.</summary>
    public CallCounts Counts => new(
        Volatile.Read(ref _claims), Volatile.Read(ref _claimedRecords), Volatile.Read(ref _lists), Volatile.Read(ref _others), Writes: 0, WrittenRecords: 0);

    /// <summary>How many partitions are owned.</summary>
    public int Owned => _ownership.Values.Count(record => record.OwnerIdentifier.Length > 0);

    public override Task<IEnumerable<EventProcessorPartitionOwnership>> ListOwnershipAsync(
        string fullyQualifiedNamespace, string eventHubName, string consumerGroup, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _lists);
        return Task.FromResult<IEnumerable<EventProcessorPartitionOwnership>>([.. _ownership.Values]);
    }

    public override Task<IEnumerable<EventProcessorPartitionOwnership>> ClaimOwnershipAsync(
        IEnumerable<EventProcessorPartitionOwnership> desiredOwnership, CancellationToken cancellationToken)
    {
        EventProcessorPartitionOwnership[] wishes = [.. desiredOwnership];
        Interlocked.Increment(ref _claims);
        Interlocked.Add(ref _claimedRecords, wishes.Length);
        foreach (EventProcessorPartitionOwnership wish in wishes)
        {
            // There is nobody to lose to.
            wish.Version = Interlocked.Increment(ref _version).ToString(CultureInfo.InvariantCulture);
            wish.LastModifiedTime = DateTimeOffset.UtcNow;
            _ownership[wish.PartitionId] = wish;
        }

        return Task.FromResult<IEnumerable<EventProcessorPartitionOwnership>>(wishes);
    }

    public override Task<EventProcessorCheckpoint> GetCheckpointAsync(
        string fullyQualifiedNamespace, string eventHubName, string consumerGroup, string partitionId, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _others);
        return Task.FromResult<EventProcessorCheckpoint>(null!);
    }

    public override Task UpdateCheckpointAsync(
        string fullyQualifiedNamespace,
        string eventHubName,
        string consumerGroup,
        string partitionId,
        string clientIdentifier,
        CheckpointPosition startingPosition,
        CancellationToken cancellationToken) => Task.CompletedTask;
}
