using System.Collections.Concurrent;
using System.Globalization;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Processor;

namespace Processor.Tests.Adapters;

/// <summary>A checkpoint store as somebody might have written it for the SDK: it does what the SDK's base class asks for, and no more.</summary>
internal sealed class DictionaryCheckpointStore : CheckpointStore
{
    private readonly ConcurrentDictionary<string, EventProcessorPartitionOwnership> _ownership = new();
    private readonly ConcurrentDictionary<string, EventProcessorCheckpoint> _checkpoints = new();
    private int _version;

    public ConcurrentDictionary<string, EventProcessorCheckpoint> Checkpoints => _checkpoints;

    public Exception? Failure { get; set; }

    public override Task<IEnumerable<EventProcessorPartitionOwnership>> ListOwnershipAsync(
        string fullyQualifiedNamespace, string eventHubName, string consumerGroup, CancellationToken cancellationToken) =>
        Failure is null ? Task.FromResult<IEnumerable<EventProcessorPartitionOwnership>>([.. _ownership.Values]) : throw Failure;

    public override Task<IEnumerable<EventProcessorPartitionOwnership>> ClaimOwnershipAsync(
        IEnumerable<EventProcessorPartitionOwnership> desiredOwnership, CancellationToken cancellationToken)
    {
        if (Failure is not null)
        {
            throw Failure;
        }

        var claimed = new List<EventProcessorPartitionOwnership>();
        lock (_ownership)
        {
            foreach (EventProcessorPartitionOwnership wish in desiredOwnership)
            {
                if (_ownership.GetValueOrDefault(wish.PartitionId)?.Version == wish.Version)
                {
                    wish.Version = (++_version).ToString(CultureInfo.InvariantCulture);
                    _ownership[wish.PartitionId] = wish;
                    claimed.Add(wish);
                }
            }
        }

        return Task.FromResult<IEnumerable<EventProcessorPartitionOwnership>>(claimed);
    }

    public override Task<EventProcessorCheckpoint> GetCheckpointAsync(
        string fullyQualifiedNamespace, string eventHubName, string consumerGroup, string partitionId, CancellationToken cancellationToken) =>
        Failure is null ? Task.FromResult(_checkpoints.GetValueOrDefault(partitionId)!) : throw Failure;

    public override Task UpdateCheckpointAsync(
        string fullyQualifiedNamespace,
        string eventHubName,
        string consumerGroup,
        string partitionId,
        string clientIdentifier,
        CheckpointPosition startingPosition,
        CancellationToken cancellationToken)
    {
        if (Failure is not null)
        {
            throw Failure;
        }

        _checkpoints[partitionId] = new EventProcessorCheckpoint
        {
            PartitionId = partitionId,
            ClientIdentifier = clientIdentifier,
            StartingPosition = startingPosition.OffsetString is null
                ? EventPosition.FromSequenceNumber(startingPosition.SequenceNumber, false)
                : EventPosition.FromOffset(startingPosition.OffsetString, false),
        };
        return Task.CompletedTask;
    }
}
