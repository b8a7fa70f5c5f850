using System.Collections.Concurrent;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Microsoft.Extensions.Logging;

namespace Checkpointing.Processor.Receiving;

/// <summary>
/// Looks, when a partition starts, whether the hub still has what follows its checkpoint. The service itself would begin at the first event that is left without a word, or
/// refuse a position beyond its end for ever.
/// </summary>
internal sealed class AvailabilityCheck
{
    /// <summary>How long the hub's answer is waited for.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    /// <summary>How much earlier than the checkpoint's time reading begins with <see cref="UnavailablePosition.CheckpointTime"/>.</summary>
    public static readonly TimeSpan TimeMargin = TimeSpan.FromMinutes(1);

    /// <summary>The pause before a checkpoint beyond the newest event is believed: the hub's answer may be a moment old, and the checkpoint newer.</summary>
    public static readonly TimeSpan SecondLook = TimeSpan.FromSeconds(1);

    private readonly ICheckpointStore _store;
    private readonly SharedHubConnection _connection;
    private readonly HubReader _hub;
    private readonly ProcessorNames _names;
    private readonly CheckpointingProcessorOptions _options;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<string, long> _replacedUnder = new(StringComparer.Ordinal);

    /// <param name="store">The store itself; a position beyond the end is moved in it, if it has operations for that.</param>
    /// <param name="connect">Makes a connection to the hub.</param>
    /// <param name="names">Whose checkpoints they are.</param>
    /// <param name="options">The processor's options.</param>
    /// <param name="logger">The log.</param>
    public AvailabilityCheck(
        ICheckpointStore store, Func<EventHubConnection> connect, ProcessorNames names, CheckpointingProcessorOptions options, ILogger logger)
    {
        _store = store;
        _connection = new SharedHubConnection(connect);
        _hub = new HubReader([names.ConsumerGroup], options.RetryOptions, options.TimeProvider);
        _names = names;
        _options = options;
        _logger = logger;
    }

    private UnavailablePosition Choice => _options.UnavailablePosition;

    /// <summary>Where reading is to begin; null if the stored position was replaced, under another epoch, so that the partition has to be started anew.</summary>
    /// <param name="checkpoint">The checkpoint. Without a sequence number there is nothing to compare, and the service judges its offset.</param>
    /// <param name="position">The position behind it, which is the answer if the hub has it, or cannot be asked.</param>
    /// <param name="epoch">The epoch under which the partition is about to be processed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="UnavailablePositionException">The hub does not have it, and the choice is <see cref="UnavailablePosition.Fail"/>.</exception>
    public async Task<EventPosition?> ResolveAsync(Checkpoint checkpoint, EventPosition position, long epoch, CancellationToken cancellationToken)
    {
        if (_replacedUnder.TryGetValue(checkpoint.PartitionId, out long former) && former == epoch)
        {
            // The SDK has started it again before it learned that its claim is gone: whatever were processed now, no checkpoint of it would be accepted.
            return null;
        }

        if (checkpoint.SequenceNumber is not (>= 0 and { } sequenceNumber)
            || await FindMisfitAsync(checkpoint.PartitionId, sequenceNumber, cancellationToken).ConfigureAwait(false) is not { } range)
        {
            return position;
        }

        if (Choice == UnavailablePosition.Fail)
        {
            _logger.PositionUnavailable(checkpoint.PartitionId, sequenceNumber, range.First, range.Last);
            throw new UnavailablePositionException(_names.Group, checkpoint.PartitionId, sequenceNumber, range);
        }

        _logger.PositionReplaced(checkpoint.PartitionId, sequenceNumber, checkpoint.LastModified, range.First, range.Last, Choice);
        if (range.EndsBefore(sequenceNumber) && _store is ICheckpointStoreOperator operations)
        {
            // Events that are numbered anew would be behind the checkpoint, and none of theirs would ever be stored: it never moves backwards, but for a rewind.
            await ReplaceAsync(operations, checkpoint, range, cancellationToken).ConfigureAwait(false);
            _replacedUnder[checkpoint.PartitionId] = epoch;
            return null;
        }

        return Choice switch
        {
            UnavailablePosition.Latest => EventPosition.Latest,
            UnavailablePosition.CheckpointTime => EventPosition.FromEnqueuedTime(TimeOf(checkpoint)),
            _ => EventPosition.Earliest,
        };
    }

    /// <summary>The hub's range if the position is not in it; null if it is, or if the hub does not answer.</summary>
    private async Task<PartitionRange?> FindMisfitAsync(string partitionId, long sequenceNumber, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, _options.TimeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            PartitionRange range = await ReadRangeAsync(partitionId, both.Token).ConfigureAwait(false);
            if (range.EndsBefore(sequenceNumber))
            {
                await Task.Delay(SecondLook, _options.TimeProvider, both.Token).ConfigureAwait(false);
                range = await ReadRangeAsync(partitionId, both.Token).ConfigureAwait(false);
            }

            return range.EndsBefore(sequenceNumber) || range.HasLostEventsAfter(sequenceNumber) ? range : null;
        }
#pragma warning disable CA1031 // Whatever keeps the hub from answering, the partition starts: reading meets the same trouble, and says so.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            _logger.AvailabilityUnknown(partitionId, sequenceNumber, exception);
            return null;
        }
    }

    private async Task ReplaceAsync(ICheckpointStoreOperator operations, Checkpoint checkpoint, PartitionRange range, CancellationToken cancellationToken)
    {
        string partitionId = checkpoint.PartitionId;
        (long sequenceNumber, string? offset) = Choice switch
        {
            UnavailablePosition.Latest => (range.Last, range.LastOffset),
            UnavailablePosition.CheckpointTime => await FindByTimeAsync(checkpoint, range, cancellationToken).ConfigureAwait(false),
            _ => (PartitionRange.BeforeFirstEvent, null),
        };
        Checkpoint? present = await _store.ReadCheckpointAsync(_names.Group, partitionId, cancellationToken).ConfigureAwait(false);
        if (present?.SequenceNumber != checkpoint.SequenceNumber)
        {
            // Another owner has done it already, or somebody has rewound the partition.
            return;
        }

        PartitionResults<PartitionRewound> results = await operations.RewindAsync(
            _names.Group, [new PartitionRewind(partitionId, sequenceNumber, offset, _names.Identifier)], cancellationToken).ConfigureAwait(false);
        if (results.Faults is [CheckpointStoreException fault, ..])
        {
            throw fault;
        }
    }

    private async Task<(long SequenceNumber, string? Offset)> FindByTimeAsync(Checkpoint checkpoint, PartitionRange range, CancellationToken cancellationToken)
    {
        DateTimeOffset time = TimeOf(checkpoint);
        if (range.IsEmpty || range.LastEnqueuedTime < time)
        {
            return (range.Last, range.LastOffset);
        }

        EventData? first = await _connection.UseAsync(
            connection => _hub.FindAsync(connection, checkpoint.PartitionId, time, cancellationToken)).ConfigureAwait(false);

        // That it did not come although it is there is no reason to skip anything.
        return ((first?.SequenceNumber ?? range.First) - 1, null);
    }

    /// <remarks>A foreign store may know no time; then nothing is skipped.</remarks>
    private static DateTimeOffset TimeOf(Checkpoint checkpoint) =>
        checkpoint.LastModified > DateTimeOffset.UnixEpoch + TimeMargin ? checkpoint.LastModified - TimeMargin : DateTimeOffset.UnixEpoch;

    private Task<PartitionRange> ReadRangeAsync(string partitionId, CancellationToken cancellationToken) =>
        _connection.UseAsync(connection => _hub.ReadRangeAsync(connection, partitionId, cancellationToken));
}
