using Azure.Messaging.EventHubs;
using Checkpointing.Processor.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Checkpointing.Processor.Telemetry;

/// <summary>
/// Reads how far a whole consumer group is behind: the store's checkpoints against what the hub has, also for partitions that other processes own, and also when no processor runs.
/// </summary>
/// <remarks>
/// In the container under the processor's name as key (the empty text for one without a name), and without a key, of which a constructor gets the last that was added, or all
/// of them. What was read is good for <see cref="CacheDuration"/>, and whoever asks while a reading is under way shares it.
/// </remarks>
public sealed class LagReader
{
    /// <summary>For how long a reading is given out again: 5 seconds.</summary>
    public static readonly TimeSpan CacheDuration = TimeSpan.FromSeconds(5);

    /// <summary>The longest that a reading takes: 30 seconds.</summary>
    public static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly ICheckpointStore _store;
    private readonly HubReader _hub;
    private readonly Func<ProcessorStatus?> _local;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private Task<GroupLag>? _reading;
    private long _begun;

    private LagReader(
        ICheckpointStore store, EventHubsProcessorOptions options, string name, Func<ProcessorStatus?> local, ILoggerFactory? loggerFactory, TimeProvider? timeProvider)
    {
        _store = store;
        _hub = new HubReader(options);
        _local = local;
        _timeProvider = timeProvider ?? TimeProvider.System;
        _logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger("Checkpointing.Processor");
        Name = name;
    }

    /// <summary>The name of the processor whose group it is; empty for one without.</summary>
    public string Name { get; }

    /// <summary>Makes a reader of its own, outside of a container.</summary>
    /// <param name="store">Where the group's checkpoints are kept.</param>
    /// <param name="options">Where the hub is, and which group is meant; the same as the processors have.</param>
    /// <param name="loggerFactory">Where to log; null for nowhere.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <exception cref="OptionsValidationException">An option is missing or wrong; the message says what is allowed.</exception>
    public static LagReader Create(
        ICheckpointStore store, EventHubsProcessorOptions options, ILoggerFactory? loggerFactory = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(options);
        string[] violations = [.. EventHubsProcessorOptionsValidator.Violations(options).Select(EventHubsProcessorOptionsValidator.Format)];
        return violations.Length == 0
            ? new LagReader(store, options, "", static () => null, loggerFactory, timeProvider)
            : throw new OptionsValidationException(nameof(EventHubsProcessorOptions), typeof(EventHubsProcessorOptions), violations);
    }

    internal static LagReader Create(IServiceProvider services, string name)
    {
        ProcessorMonitor? monitor = services.GetKeyedService<ProcessorMonitor>(name);
        return new LagReader(
            services.GetRequiredService<ICheckpointStore>(),
            services.GetRequiredService<IOptionsMonitor<EventHubsProcessorOptions>>().Get(name),
            name,
            () => monitor?.GetStatus(),
            services.GetService<ILoggerFactory>(),
            services.GetService<TimeProvider>());
    }

    /// <summary>Reads the lag, or gives out what was read within <see cref="CacheDuration"/>. A reading that failed is not kept.</summary>
    /// <param name="cancellationToken">Ends the wait, not the reading.</param>
    /// <exception cref="CheckpointStoreException">The store does not answer.</exception>
    /// <exception cref="EventHubsException">The hub does not answer.</exception>
    /// <exception cref="TimeoutException">Neither the store nor the hub have answered in full within <see cref="TimeLimit"/>.</exception>
    public Task<GroupLag> ReadAsync(CancellationToken cancellationToken = default)
    {
        Task<GroupLag> reading;
        lock (_lock)
        {
            bool isGood = _reading is { IsCompleted: false }
                || (_reading is { IsCompletedSuccessfully: true } && _timeProvider.GetElapsedTime(_begun) < CacheDuration);
            if (!isGood)
            {
                _begun = _timeProvider.GetTimestamp();
                _reading = Task.Run(ReadLimitedAsync, CancellationToken.None);
            }

            reading = _reading!;
        }

        return reading.WaitAsync(cancellationToken);
    }

    private async Task<GroupLag> ReadLimitedAsync()
    {
        using var limit = new CancellationTokenSource(TimeLimit, _timeProvider);
        try
        {
            return await ReadCoreAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested)
        {
            var timeout = new TimeoutException($"The lag could not be read within {TimeLimit}: look whether the store and the event hub can be reached.", exception);
            _logger.LagUnreadable(Name, timeout);
            throw timeout;
        }
        catch (Exception exception)
        {
            _logger.LagUnreadable(Name, exception);
            throw;
        }
    }

    private async Task<GroupLag> ReadCoreAsync(CancellationToken cancellationToken)
    {
        PartitionResults<Checkpoint>? checkpoints = null;
        PartitionResults<PartitionOwnership>? ownership = null;
        (ConsumerGroup group, PartitionProperties[] partitions) = await _hub.ReadAsync(
            async group =>
            {
                checkpoints = await _store.ListCheckpointsAsync(group, cancellationToken).ConfigureAwait(false);
                ownership = await _store.ListOwnershipAsync(group, cancellationToken).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        foreach (CheckpointStoreException fault in checkpoints!.Faults)
        {
            _logger.LagWithoutCheckpoint(fault.PartitionId, group, fault);
        }

        Dictionary<string, Checkpoint> byPartition = checkpoints.Items.ToDictionary(checkpoint => checkpoint.PartitionId, StringComparer.Ordinal);
        Dictionary<string, PartitionOwnership> owners = ownership!.Items.ToDictionary(record => record.PartitionId, StringComparer.Ordinal);
        Dictionary<string, PartitionStatus> local =
            _local()?.Partitions.DistinctBy(status => status.PartitionId, StringComparer.Ordinal).ToDictionary(status => status.PartitionId, StringComparer.Ordinal) ?? [];
        PartitionStatus[] statuses =
        [
            .. partitions.Select(partition => ToStatus(
                partition, byPartition.GetValueOrDefault(partition.Id), owners.GetValueOrDefault(partition.Id), local.GetValueOrDefault(partition.Id))),
        ];
        return new GroupLag(group, statuses.Sum(status => status.EventsBehind ?? 0), statuses, _timeProvider.GetUtcNow());
    }

    /// <summary>How old the oldest unprocessed event is, only the process knows that has it in hand; what there is to process, store and hub know better.</summary>
    private static PartitionStatus ToStatus(PartitionProperties partition, Checkpoint? checkpoint, PartitionOwnership? owner, PartitionStatus? local)
    {
        long behind = PartitionLag.Of(partition, checkpoint);
        return new PartitionStatus(
            partition.Id,
            owner?.OwnerId,
            owner?.Epoch ?? 0,
            checkpoint?.SequenceNumber,
            checkpoint?.Offset,
            checkpoint?.LastModified,
            partition.LastEnqueuedSequenceNumber,
            behind,
            behind == 0 ? TimeSpan.Zero : local?.TimeBehind,
            local?.UncheckpointedEvents);
    }
}
