using System.ComponentModel;
using System.Globalization;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Processor;
using Checkpointing.Processor.Handling;
using Checkpointing.Processor.Ownership;
using Checkpointing.Processor.Receiving;
using Checkpointing.Processor.Telemetry;

namespace Checkpointing.Processor;

/// <content>What the SDK calls, each member handed to the part that does it.</content>
public abstract partial class CheckpointingProcessor<TPartition>
{
    /// <summary>Lists the partitions, but for those whose ownership record cannot be read: those could be neither claimed nor counted.</summary>
    /// <param name="connection">The connection to ask over.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected override async Task<string[]> ListPartitionIdsAsync(EventHubConnection connection, CancellationToken cancellationToken)
    {
        string[] partitionIds = await _core.Partitions.ListAsync(() => base.ListPartitionIdsAsync(connection, cancellationToken), cancellationToken).ConfigureAwait(false);
        _core.Telemetry.Ownership.Found(partitionIds);
        string[] readable = Array.FindAll(partitionIds, partitionId => !_core.Ownership.IsUnreadable(partitionId));

        // Without any partition the SDK would list no ownership, and nobody would learn that the records were mended.
        return readable.Length > 0 ? readable : partitionIds;
    }

    /// <inheritdoc/>
    protected sealed override async Task<IEnumerable<EventProcessorPartitionOwnership>> ListOwnershipAsync(CancellationToken cancellationToken) =>
        ToSdk(await _core.Ownership.ListAsync(cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    protected sealed override async Task<IEnumerable<EventProcessorPartitionOwnership>> ClaimOwnershipAsync(
        IEnumerable<EventProcessorPartitionOwnership> desiredOwnership, CancellationToken cancellationToken)
    {
        // Once: what the SDK passes on a stop is a lazy sequence that makes new objects each time.
        OwnershipClaim[] wishes = [.. desiredOwnership.Select(OwnershipRecords.ToClaim)];
        EventProcessorPartitionOwnership[] held = ToSdk(await _core.ClaimAsync(wishes, cancellationToken).ConfigureAwait(false));
        foreach (EventProcessorPartitionOwnership record in held)
        {
            // As old as can be: then the SDK asks for all renewals at each tick, also after its clock was put back, and what is due is decided by one that does not jump.
            record.LastModifiedTime = DateTimeOffset.UnixEpoch;
        }

        return held;
    }

    /// <inheritdoc/>
    protected override async Task<EventProcessorCheckpoint> GetCheckpointAsync(string partitionId, CancellationToken cancellationToken) =>
        (await _core.ReadCheckpointAsync(partitionId, cancellationToken).ConfigureAwait(false))!;

    /// <summary>Writes a checkpoint of a partition that is being processed, whatever the policy, and waits until the store has it. A handler rather uses its context.</summary>
    /// <param name="partitionId">The partition.</param>
    /// <param name="startingPosition">The position of the last event that was processed, such as <see cref="CheckpointPosition.FromEvent"/> gives; with a sequence number.</param>
    /// <param name="cancellationToken">Ends the wait, not the write.</param>
    /// <exception cref="ArgumentException">There is no sequence number, or it lies beyond the events that were handed out.</exception>
    /// <exception cref="InvalidOperationException">The partition is not being processed here.</exception>
    /// <exception cref="CheckpointStoreException">The store failed for a reason that time alone does not mend.</exception>
    /// <remarks>
    /// It writes for whoever processes the partition now. A call by work that outlives its handler, and so perhaps the session that was given the event, can pass events that the present
    /// session was given and has not processed; the context of a handler belongs to its session and refuses that.
    /// </remarks>
    protected override async Task UpdateCheckpointAsync(string partitionId, CheckpointPosition startingPosition, CancellationToken cancellationToken)
    {
        if (startingPosition.SequenceNumber < 0)
        {
            throw new ArgumentException(
                $"A checkpoint needs the sequence number of an event; use {nameof(CheckpointPosition)}.{nameof(CheckpointPosition.FromEvent)}.", nameof(startingPosition));
        }

        PartitionSession session = _core.Sessions.Present(partitionId)
            ?? throw new InvalidOperationException($"Partition {partitionId} is not processed by this processor at present; only its owner writes checkpoints.");

        // A refusal is no error here: the session is marked, logged and ended.
        await session.Context.CheckpointAsync(startingPosition.SequenceNumber, startingPosition.OffsetString, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes a checkpoint in the SDK's former form.</summary>
    /// <param name="partitionId">The partition.</param>
    /// <param name="offset">The offset of the last event that was processed.</param>
    /// <param name="sequenceNumber">Its sequence number, which is needed.</param>
    /// <param name="cancellationToken">Ends the wait, not the write.</param>
    [Obsolete("Offsets are opaque texts: use the overload with a CheckpointPosition.", false)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected override Task UpdateCheckpointAsync(string partitionId, long offset, long? sequenceNumber, CancellationToken cancellationToken) =>
        UpdateCheckpointAsync(
            partitionId,
            new CheckpointPosition(offset.ToString(CultureInfo.InvariantCulture), sequenceNumber ?? long.MinValue),
            cancellationToken);

    /// <inheritdoc/>
    protected sealed override async Task OnInitializingPartitionAsync(TPartition partition, CancellationToken cancellationToken)
    {
        PartitionSession session = await _core.StartSessionAsync(partition, cancellationToken).ConfigureAwait(false);
        await OnPartitionStartedAsync(partition, session.Context, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected sealed override Task OnPartitionProcessingStoppedAsync(TPartition partition, ProcessingStoppedReason reason, CancellationToken cancellationToken)
    {
        if (_core.Sessions.Of(partition) is { } session)
        {
            _ = _core.Sessions.StopAsync(session, () => OnPartitionStoppedAsync(partition, session.Context, reason, cancellationToken));
        }

        // At once: if the partition comes back while a stop handler still runs, the SDK removes the new one at its end.
        // The release of the partition waits for the session instead, and so does the end of StopProcessingAsync.
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected sealed override Task OnProcessingEventBatchAsync(IEnumerable<EventData> events, TPartition partition, CancellationToken cancellationToken)
    {
        PartitionSession session = _core.Sessions.Of(partition)
            ?? throw new InvalidOperationException($"Partition {partition.PartitionId} was not initialised.");
        return session.HandleAsync(
            events as IReadOnlyList<EventData> ?? [.. events],
            (batch, context, token) => ProcessMeasuredAsync(batch, partition, context, token),
            cancellationToken);
    }

    /// <summary>Processes a batch, and measures it. The processor with a handler overrides it, because it measures each call of the handler.</summary>
    private protected virtual async Task ProcessMeasuredAsync(
        IReadOnlyList<EventData> events, TPartition partition, ProcessingContext context, CancellationToken cancellationToken)
    {
        ProcessScope call = ProcessScope.Begin(context, events);
        try
        {
            await ProcessEventBatchAsync(events, partition, context, cancellationToken).ConfigureAwait(false);
            call.Succeed();
        }
        catch (Exception exception)
        {
            call.Fail(exception, cancellationToken);
            throw;
        }
    }

    private EventProcessorPartitionOwnership[] ToSdk(IEnumerable<PartitionOwnership> records) =>
        [.. records.Select(record => OwnershipRecords.ToSdk(record, FullyQualifiedNamespace, EventHubName, ConsumerGroup, _core.TimeProvider))];

    private Task OnHandedOverAsync(PartitionSession session) =>
        OnPartitionStoppedAsync((TPartition)session.Partition, session.Context, ProcessingStoppedReason.OwnershipLost, CancellationToken.None);

    private void Report(Exception exception)
    {
        var own = exception as CheckpointStoreException;
        var partition = own?.PartitionId is { } partitionId ? (TPartition?)_core.Sessions.Present(partitionId)?.Partition : null;
        _ = Task.Run(() => ReportAsync(exception, partition, (own?.Operation ?? StoreOperation.ListOwnership).ToString()), CancellationToken.None);
    }

    private async Task ReportAsync(Exception exception, TPartition? partition, string operation)
    {
        try
        {
            await OnProcessingErrorAsync(exception, partition!, operation, CancellationToken.None).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Nobody is there to catch it.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _core.Logger.ErrorHandlerFailed(failure);
        }
    }
}
