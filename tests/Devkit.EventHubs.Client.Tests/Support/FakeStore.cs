using System.Collections.Concurrent;
using System.Globalization;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Processor;

namespace Devkit.EventHubs.Client.Tests.Support;

/// <summary>A checkpoint store in memory with versions, which remembers every call and fails on demand.</summary>
internal sealed class FakeStore : CheckpointStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, EventProcessorPartitionOwnership> _records = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, EventProcessorCheckpoint> _checkpoints = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private int _version;

    public FakeStore()
        : this(TimeProvider.System)
    {
    }

    public FakeStore(TimeProvider time) => _time = time;

    public ConcurrentQueue<ClaimCall> Claims { get; } = [];

    public ConcurrentQueue<string> CheckpointReads { get; } = [];

    public ConcurrentQueue<(string Partition, string Client, CheckpointPosition Position)> CheckpointWrites { get; } = [];

    public ConcurrentQueue<(string Partition, long Offset, long? SequenceNumber)> NumericCheckpointWrites { get; } = [];

    /// <summary>What a call shall do instead of its work, if it returns anything; by the records of the claim.</summary>
    public Func<IReadOnlyList<EventProcessorPartitionOwnership>, Task<IEnumerable<EventProcessorPartitionOwnership>>?>? InsteadOfClaim { get; set; }

    public Func<Task<IEnumerable<EventProcessorPartitionOwnership>>?>? InsteadOfList { get; set; }

    public Func<string, Task<EventProcessorCheckpoint>?>? InsteadOfGetCheckpoint { get; set; }

    public string? OwnerOf(string partitionId)
    {
        lock (_gate)
        {
            return _records.TryGetValue(partitionId, out var record) ? record.OwnerIdentifier : null;
        }
    }

    public EventProcessorPartitionOwnership Put(string partitionId, string? owner, DateTimeOffset? lastModified = null)
    {
        lock (_gate)
        {
            return _records[partitionId] = new EventProcessorPartitionOwnership
            {
                FullyQualifiedNamespace = "scripted.test",
                EventHubName = "hub",
                ConsumerGroup = "group",
                PartitionId = partitionId,
                OwnerIdentifier = owner,
                LastModifiedTime = lastModified ?? _time.GetUtcNow(),
                Version = NextVersion(),
            };
        }
    }

    public override Task<IEnumerable<EventProcessorPartitionOwnership>> ListOwnershipAsync(string fullyQualifiedNamespace, string eventHubName, string consumerGroup, CancellationToken cancellationToken)
    {
        if (InsteadOfList?.Invoke() is { } other)
        {
            return other;
        }

        lock (_gate)
        {
            return Task.FromResult<IEnumerable<EventProcessorPartitionOwnership>>([.. _records.Values]);
        }
    }

    public override Task<IEnumerable<EventProcessorPartitionOwnership>> ClaimOwnershipAsync(IEnumerable<EventProcessorPartitionOwnership> desiredOwnership, CancellationToken cancellationToken)
    {
        var desired = desiredOwnership.ToList();
        Claims.Enqueue(new ClaimCall(desiredOwnership, desired, cancellationToken));
        if (InsteadOfClaim?.Invoke(desired) is { } other)
        {
            return other;
        }

        lock (_gate)
        {
            var claimed = new List<EventProcessorPartitionOwnership>();
            foreach (var record in desired)
            {
                _records.TryGetValue(record.PartitionId, out var current);
                if (current?.Version == record.Version)
                {
                    record.Version = NextVersion();
                    record.LastModifiedTime = _time.GetUtcNow();
                    _records[record.PartitionId] = record;
                    claimed.Add(record);
                }
            }

            return Task.FromResult<IEnumerable<EventProcessorPartitionOwnership>>(claimed);
        }
    }

    public override Task<EventProcessorCheckpoint> GetCheckpointAsync(string fullyQualifiedNamespace, string eventHubName, string consumerGroup, string partitionId, CancellationToken cancellationToken)
    {
        CheckpointReads.Enqueue(partitionId);
        return InsteadOfGetCheckpoint?.Invoke(partitionId) ?? Task.FromResult(_checkpoints.GetValueOrDefault(partitionId)!);
    }

    public override Task UpdateCheckpointAsync(string fullyQualifiedNamespace, string eventHubName, string consumerGroup, string partitionId, string clientIdentifier, CheckpointPosition startingPosition, CancellationToken cancellationToken)
    {
        CheckpointWrites.Enqueue((partitionId, clientIdentifier, startingPosition));
        _checkpoints[partitionId] = new EventProcessorCheckpoint
        {
            PartitionId = partitionId,
            StartingPosition = Azure.Messaging.EventHubs.Consumer.EventPosition.FromOffset(startingPosition.OffsetString, false),
        };
        return Task.CompletedTask;
    }

    [Obsolete("Tests the obsolete overload.")]
    public override Task UpdateCheckpointAsync(string fullyQualifiedNamespace, string eventHubName, string consumerGroup, string partitionId, long offset, long? sequenceNumber, CancellationToken cancellationToken)
    {
        NumericCheckpointWrites.Enqueue((partitionId, offset, sequenceNumber));
        return Task.CompletedTask;
    }

    private string NextVersion() => (++_version).ToString(CultureInfo.InvariantCulture);

    internal sealed record ClaimCall(
        IEnumerable<EventProcessorPartitionOwnership> Given, IReadOnlyList<EventProcessorPartitionOwnership> Records, CancellationToken Token);
}
