using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;
using Checkpointing.Processor.Checkpointing;
using Checkpointing.Processor.Ownership;
using Checkpointing.Processor.Receiving;
using Checkpointing.Processor.Telemetry;
using Checkpointing.Telemetry;
using Checkpointing.Writing;
using Microsoft.Extensions.Logging;

namespace Checkpointing.Processor;

/// <summary>What a processor consists of besides the SDK's part: the store with its time limit, ownership, the sessions with partitions, and the writer.</summary>
#pragma warning disable CA1001 // The SDK's processors have no end at which to dispose anything, and an idle writer holds nothing, nor does a semaphore that is only awaited.
internal sealed class ProcessorCore
#pragma warning restore CA1001
{
    /// <summary>The first pause of a partition that failed.</summary>
    public static readonly TimeSpan FirstRestartPause = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause of a partition that goes on failing.</summary>
    public static readonly TimeSpan LongestRestartPause = TimeSpan.FromSeconds(30);

    private readonly ICheckpointStore _store;
    private readonly ProcessorNames _names;
    private readonly CheckpointingProcessorOptions _options;
    private readonly OwnershipLedger _ledger;
    private readonly CheckpointWriter _writer;
    private readonly CheckpointReads _reads;
    private readonly RestartPauses _pauses;
    private readonly AvailabilityCheck _availability;
    private readonly Action<Exception> _report;
    private readonly Func<PartitionSession, Task> _onHandedOver;
    private readonly ILogger _logger;
    private int _stopsUnderWay;

    public ProcessorCore(
        ICheckpointStore store,
        ProcessorNames names,
        CheckpointingProcessorOptions options,
        Func<string, LastEnqueuedEventProperties?> lastEnqueued,
        Action<Exception> report,
        Func<PartitionSession, Task> onHandedOver,
        Func<EventHubConnection> connect)
    {
        _names = names;
        _options = options;
        _report = report;
        _onHandedOver = onHandedOver;
        _logger = options.LoggerFactory.CreateLogger("Checkpointing.Processor");
        Telemetry = new ProcessorTelemetry(names, options.Name ?? "", options, lastEnqueued);
        Outage = new StoreOutage(options.PartitionOwnershipExpirationInterval, options.StoreOutagePolicy, options.TimeProvider, _logger) { WhenGone = Telemetry.OutageBegan };

        // Measured outside of the time limit, so that a call that hangs counts as one that failed.
        var limited = new TimeLimitedStore(store, Outage, options.EffectiveStoreCallTimeout, options.TimeProvider);
        _store = CheckpointStoreTelemetry.Measure(limited, limited.Requests, Telemetry.StoreCalls);
        _reads = new CheckpointReads(_store, names.Group);
        var requests = _store as IOwnershipRequestStore;
        Random random = options.Random ?? new Random();
        var settings = OwnershipSettings.Of(options, names.Identifier);
        Partitions = new PartitionIds(options.LoadBalancingUpdateInterval, options.TimeProvider);
        _ledger = new OwnershipLedger(settings.OwnerInstance, options.TimeProvider);
        Identity = new IdentityGuard(_store, requests, names.Group, settings, report, options.TimeProvider, _logger);
        Ownership = new OwnershipKeeper(
            _store,
            requests,
            names.Group,
            settings,
            _ledger,
            Identity,
            () => Partitions.Known,
            partitionId => Sessions.Present(partitionId) is { IsLeftByBalancer: false },
            _reads.Begin,
            HandOver,
            report,
            options.TimeProvider,
            random,
            _logger) { Telemetry = Telemetry.Ownership };
        _pauses = new RestartPauses(FirstRestartPause, LongestRestartPause, random, options.TimeProvider);
        _availability = new AvailabilityCheck(store, connect, names, options, _logger);
        _writer = new CheckpointWriter(_store, names.Group, names.Identifier, new CheckpointWriterOptions { Rest = options.CheckpointRest }, options.TimeProvider, random);
    }

    public ConsumerGroup Group => _names.Group;

    public OwnershipKeeper Ownership { get; }

    public IdentityGuard Identity { get; }

    public PartitionIds Partitions { get; }

    public StoreOutage Outage { get; }

    public PartitionSessions Sessions { get; } = new();

    /// <summary>Held by each start and stop until it has ended.</summary>
    public SemaphoreSlim StartsAndStops { get; } = new(1, 1);

    public ProcessorTelemetry Telemetry { get; }

    public ILogger Logger => _logger;

    public TimeProvider TimeProvider => _options.TimeProvider;

    public TimeSpan StoreCallTimeout => _options.EffectiveStoreCallTimeout;

    /// <summary>Starts a session, after the former one with the partition has stored its last checkpoint: the new one is about to read it.</summary>
    public async Task<PartitionSession> StartSessionAsync(EventProcessorPartition partition, CancellationToken cancellationToken)
    {
        if (Sessions.Present(partition.PartitionId) is { } former)
        {
            await Sessions.StopAsync(former).WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        await _pauses.WaitAsync(partition.PartitionId, cancellationToken).ConfigureAwait(false);
        long epoch = _ledger.Epoch(partition.PartitionId, _names.Identifier);
        var progress = new PartitionProgress(
            partition.PartitionId, epoch, _writer, _options, Telemetry, () => _ledger.Doubt(partition.PartitionId), _report, _logger);
        var session = new PartitionSession(partition, _names, progress, _options, Outage, () => Volatile.Read(ref _stopsUnderWay) > 0, _pauses, _logger);
        if (!Sessions.Add(session, () => _ledger.MayProcess(partition.PartitionId, _names.Identifier, epoch)))
        {
            // Given up since the balancer looked: its receiver would drive out the new owner's, and what it processed would be processed twice.
            try
            {
                await session.EndWhenLeftAsync(cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                await Sessions.StopAsync(session).ConfigureAwait(false);
            }
        }

        _logger.PartitionStarts(partition.PartitionId, epoch);
        return session;
    }

    /// <summary>Claims, and before partitions are given up waits until their last checkpoints are stored: never the other way round.</summary>
    public async Task<IReadOnlyList<PartitionOwnership>> ClaimAsync(IReadOnlyList<OwnershipClaim> wishes, CancellationToken cancellationToken)
    {
        List<Task>? stops = null;
        foreach (OwnershipClaim wish in wishes)
        {
            if (wish.IsRelinquish && Sessions.Present(wish.PartitionId) is { } session)
            {
                (stops ??= []).Add(Sessions.StopAsync(session));
            }
        }

        if (stops is not null)
        {
            await Task.WhenAll(stops).ConfigureAwait(false);
        }

        IReadOnlyList<PartitionOwnership> held = await Ownership.ClaimAsync(wishes, cancellationToken).ConfigureAwait(false);
        foreach (PartitionOwnership record in held)
        {
            Sessions.NoteHeld(record);
        }

        return held;
    }

    /// <summary>Reads where a partition is to be resumed; null for the default position.</summary>
    public async Task<EventProcessorCheckpoint?> ReadCheckpointAsync(string partitionId, CancellationToken cancellationToken)
    {
        Checkpoint? checkpoint = await _reads.ReadAsync(partitionId, _ledger.Epoch(partitionId, _names.Identifier), cancellationToken).ConfigureAwait(false);
        if (Sessions.Present(partitionId) is { IsEnding: true } ending)
        {
            // Handed over before it has begun to read: what comes next is a receiver, which would drive out the new owner's.
            await ending.EndWhenLeftAsync(cancellationToken).ConfigureAwait(false);
        }

        if (checkpoint is null)
        {
            return null;
        }

        Sessions.Present(partitionId)?.Telemetry.Resumed(checkpoint);
        if (Positions.After(checkpoint) is not { } position)
        {
            _logger.CheckpointWithoutPosition(partitionId, checkpoint.WrittenBy);
            return null;
        }

        return ToSdk(checkpoint, await CheckAsync(checkpoint, position, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Ends what the SDK does not wait for when it stops: its stop handlers, and after them the partitions that it does not know of.</summary>
    public async Task FinishStopAsync()
    {
        await Sessions.WhenStoppedAsync().ConfigureAwait(false);
        await Ownership.GiveUpUnknownAsync().ConfigureAwait(false);
    }

    /// <summary>Notes that the processor is asked to stop: handlers then get time to end. Dispose what it returns when it has stopped.</summary>
    public IDisposable BeginStop() => new StopUnderWay(this);

    private void HandOver(PartitionOwnership record)
    {
        if (Sessions.TryBeginHandover(record.PartitionId, out PartitionSession? session))
        {
            _ = HandOverAsync(record, session);
        }
    }

    /// <summary>Hands a partition over to whoever has asked for it: what was begun is finished and stored first, so that nothing is processed twice.</summary>
    private async Task HandOverAsync(PartitionOwnership record, PartitionSession? session)
    {
        try
        {
            _logger.HandoverBegins(record.PartitionId, record.RequestedBy!);
            if (session is not null)
            {
                await Sessions.DrainAsync(session, () => _onHandedOver(session)).ConfigureAwait(false);
            }

            await Ownership.GiveUpAsync(record).ConfigureAwait(false);
        }
        finally
        {
            // It may still be held: then the next tick shows it, and has it started anew.
            Sessions.EndHandover(record.PartitionId);
        }
    }

    private async Task<EventPosition> CheckAsync(Checkpoint checkpoint, EventPosition position, CancellationToken cancellationToken)
    {
        long epoch = _ledger.Epoch(checkpoint.PartitionId, _names.Identifier);
        try
        {
            if (await _availability.ResolveAsync(checkpoint, position, epoch, cancellationToken).ConfigureAwait(false) is { } resolved)
            {
                return resolved;
            }

            _ledger.Doubt(checkpoint.PartitionId);
            throw new PartitionRestartException(checkpoint.PartitionId, epoch);
        }
        catch (UnavailablePositionException)
        {
            _pauses.Failed(checkpoint.PartitionId, reached: long.MinValue);
            throw;
        }
    }

    private EventProcessorCheckpoint ToSdk(Checkpoint checkpoint, EventPosition position) => new()
    {
        FullyQualifiedNamespace = _names.FullyQualifiedNamespace,
        EventHubName = _names.EventHubName,
        ConsumerGroup = _names.ConsumerGroup,
        PartitionId = checkpoint.PartitionId,
        ClientIdentifier = checkpoint.WrittenBy,
        StartingPosition = position,
        LastModified = checkpoint.LastModified,
    };

    private sealed class StopUnderWay : IDisposable
    {
        private readonly ProcessorCore _core;

        public StopUnderWay(ProcessorCore core)
        {
            _core = core;
            Interlocked.Increment(ref core._stopsUnderWay);
        }

        public void Dispose() => Interlocked.Decrement(ref _core._stopsUnderWay);
    }
}
