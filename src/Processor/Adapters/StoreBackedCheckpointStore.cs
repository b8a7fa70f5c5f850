using System.Collections.Concurrent;
using System.ComponentModel;
using System.Globalization;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Processor;
using Checkpointing.Processor.Checkpointing;
using Checkpointing.Processor.Ownership;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Checkpointing.Processor.Adapters;

/// <summary>Any <see cref="ICheckpointStore"/> as the SDK's <see cref="CheckpointStore"/>, for a <see cref="PluggableCheckpointStoreEventProcessor{TPartition}"/> that is there already.</summary>
/// <remarks>
/// <para>Claims, versions and fencing are the store's. A checkpoint of an owner that has lost its partition throws an <see cref="EventHubsException"/> with the reason
/// <see cref="EventHubsException.FailureReason.ConsumerDisconnected"/>, as reading on would; let it leave the handler, and the SDK ends the partition.</para>
/// <para>What a <see cref="CheckpointingProcessor{TPartition}"/> adds (policies, coalesced writes, the last checkpoint before the release) this does not.</para>
/// <para>Make one for each start of the process; several processors may share it.</para>
/// </remarks>
public sealed class StoreBackedCheckpointStore : CheckpointStore
{
    /// <summary>The time limit of each call to the store: 20 seconds.</summary>
    public static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(20);

    private readonly TimeLimitedStore _store;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly Random _random = new();
    private readonly string _instance = Guid.NewGuid().ToString("N");
    private readonly ConcurrentDictionary<ConsumerGroup, OwnershipKeeper> _keepers = new();
    private readonly ConcurrentDictionary<(ConsumerGroup Group, string OwnerId, string PartitionId), long> _epochs = new();

    /// <summary>Makes the SDK's view of a store.</summary>
    /// <param name="store">The store; not disposed.</param>
    /// <param name="loggerFactory">Where to log; null for nowhere.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    public StoreBackedCheckpointStore(ICheckpointStore store, ILoggerFactory? loggerFactory = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        _timeProvider = timeProvider ?? TimeProvider.System;
        _logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger<StoreBackedCheckpointStore>();
        _store = new TimeLimitedStore(store, new StoreOutage(TimeSpan.MaxValue, StoreOutagePolicy.Continue, _timeProvider, _logger), CallTimeout, _timeProvider);
    }

    /// <inheritdoc/>
    public override async Task<IEnumerable<EventProcessorPartitionOwnership>> ListOwnershipAsync(
        string fullyQualifiedNamespace, string eventHubName, string consumerGroup, CancellationToken cancellationToken)
    {
        OwnershipKeeper keeper = Keeper(new ConsumerGroup(fullyQualifiedNamespace, eventHubName, consumerGroup));
        IReadOnlyList<PartitionOwnership> records = await keeper.ListAsync(cancellationToken).ConfigureAwait(false);
        return [.. records.Select(record => OwnershipRecords.ToSdk(record, fullyQualifiedNamespace, eventHubName, consumerGroup, _timeProvider))];
    }

    /// <inheritdoc/>
    public override async Task<IEnumerable<EventProcessorPartitionOwnership>> ClaimOwnershipAsync(
        IEnumerable<EventProcessorPartitionOwnership> desiredOwnership, CancellationToken cancellationToken)
    {
        // Once: what the SDK passes on a stop is a lazy sequence that makes new objects each time.
        EventProcessorPartitionOwnership[] desired = [.. desiredOwnership];
        var claimed = new List<EventProcessorPartitionOwnership>(desired.Length);
        foreach (var names in desired.GroupBy(record => (record.FullyQualifiedNamespace, record.EventHubName, record.ConsumerGroup)))
        {
            (string fullyQualifiedNamespace, string eventHubName, string consumerGroup) = names.Key;
            var group = new ConsumerGroup(fullyQualifiedNamespace, eventHubName, consumerGroup);
            OwnershipClaim[] wishes = [.. names.Select(OwnershipRecords.ToClaim)];
            foreach (PartitionOwnership record in await Keeper(group).ClaimAsync(wishes, cancellationToken).ConfigureAwait(false))
            {
                _epochs[Key(group, record.OwnerId, record.PartitionId)] = record.Epoch;
                claimed.Add(OwnershipRecords.ToSdk(record, fullyQualifiedNamespace, eventHubName, consumerGroup, _timeProvider));
            }
        }

        return claimed;
    }

    /// <inheritdoc/>
    public override async Task<EventProcessorCheckpoint> GetCheckpointAsync(
        string fullyQualifiedNamespace, string eventHubName, string consumerGroup, string partitionId, CancellationToken cancellationToken)
    {
        var group = new ConsumerGroup(fullyQualifiedNamespace, eventHubName, consumerGroup);
        Checkpoint? checkpoint = await _store.ReadCheckpointAsync(group, partitionId, cancellationToken).ConfigureAwait(false);
        if (checkpoint is null || Positions.After(checkpoint) is not { } position)
        {
            return null!;
        }

        return new EventProcessorCheckpoint
        {
            FullyQualifiedNamespace = fullyQualifiedNamespace,
            EventHubName = eventHubName,
            ConsumerGroup = consumerGroup,
            PartitionId = partitionId,
            ClientIdentifier = checkpoint.WrittenBy,
            StartingPosition = position,
            LastModified = checkpoint.LastModified,
        };
    }

    /// <summary>Writes a checkpoint under the epoch in which the client claimed the partition through this object.</summary>
    /// <param name="fullyQualifiedNamespace">The host name of the namespace.</param>
    /// <param name="eventHubName">The name of the event hub.</param>
    /// <param name="consumerGroup">The name of the consumer group.</param>
    /// <param name="partitionId">The partition.</param>
    /// <param name="clientIdentifier">The identifier of the processor.</param>
    /// <param name="startingPosition">The position of the last event that was processed; with a sequence number.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ArgumentException">There is no sequence number.</exception>
    /// <exception cref="EventHubsException">The partition has changed hands or was rewound.</exception>
    /// <exception cref="CheckpointStoreException">The store failed.</exception>
    public override async Task UpdateCheckpointAsync(
        string fullyQualifiedNamespace,
        string eventHubName,
        string consumerGroup,
        string partitionId,
        string clientIdentifier,
        CheckpointPosition startingPosition,
        CancellationToken cancellationToken)
    {
        if (startingPosition.SequenceNumber < 0)
        {
            throw new ArgumentException(
                $"A checkpoint needs the sequence number of an event; use {nameof(CheckpointPosition)}.{nameof(CheckpointPosition.FromEvent)}.", nameof(startingPosition));
        }

        var group = new ConsumerGroup(fullyQualifiedNamespace, eventHubName, consumerGroup);
        long epoch = _epochs.GetValueOrDefault(Key(group, clientIdentifier, partitionId));
        var write = new CheckpointWrite(partitionId, startingPosition.SequenceNumber, startingPosition.OffsetString, epoch, clientIdentifier);
        PartitionResults<CheckpointWriteResult> results = await _store.WriteCheckpointsAsync(group, [write], cancellationToken).ConfigureAwait(false);
        if (results.Faults.Count > 0)
        {
            throw results.Faults[0];
        }

        if (results.Items.Any(result => result.Outcome == CheckpointOutcome.Fenced))
        {
            throw new EventHubsException(
                false,
                eventHubName,
                $"The checkpoint at sequence number {write.SequenceNumber} of partition {partitionId} was refused: the partition has changed hands or was rewound since '{clientIdentifier}' claimed it.",
                EventHubsException.FailureReason.ConsumerDisconnected);
        }
    }

    /// <summary>Writes a checkpoint in the SDK's former form, which does not say who writes: it counts as the one that holds the partition through this object.</summary>
    /// <param name="fullyQualifiedNamespace">The host name of the namespace.</param>
    /// <param name="eventHubName">The name of the event hub.</param>
    /// <param name="consumerGroup">The name of the consumer group.</param>
    /// <param name="partitionId">The partition.</param>
    /// <param name="offset">The offset of the last event that was processed.</param>
    /// <param name="sequenceNumber">Its sequence number, which is needed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    [Obsolete("Offsets are opaque texts: use the overload with a CheckpointPosition.", false)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override Task UpdateCheckpointAsync(
        string fullyQualifiedNamespace,
        string eventHubName,
        string consumerGroup,
        string partitionId,
        long offset,
        long? sequenceNumber,
        CancellationToken cancellationToken)
    {
        var group = new ConsumerGroup(fullyQualifiedNamespace, eventHubName, consumerGroup);
        return UpdateCheckpointAsync(
            fullyQualifiedNamespace,
            eventHubName,
            consumerGroup,
            partitionId,
            Keeper(group).Holder(partitionId) ?? "",
            new CheckpointPosition(offset.ToString(CultureInfo.InvariantCulture), sequenceNumber ?? long.MinValue),
            cancellationToken);
    }

    private static (ConsumerGroup Group, string OwnerId, string PartitionId) Key(ConsumerGroup group, string ownerId, string partitionId) =>
        (group, ownerId.ToUpperInvariant(), partitionId);

    private OwnershipKeeper Keeper(ConsumerGroup group) => _keepers.GetOrAdd(group, key =>
    {
        var settings = OwnershipSettings.ForSdk(_instance);
        return new OwnershipKeeper(
            _store,
            requests: null,
            key,
            settings,
            new OwnershipLedger(_instance, _timeProvider),
            new IdentityGuard(_store, requests: null, key, settings, static _ => { }, _timeProvider, _logger),
            static () => [],
            static _ => false,
            static _ => { },
            static _ => { },
            static _ => { }, // Logged by the keeper; the SDK gives a store nobody to report to.
            _timeProvider,
            _random,
            _logger);
    });
}
