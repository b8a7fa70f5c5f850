using Azure.Messaging.EventHubs.Consumer;
using Checkpointing.Processor.Receiving;
using Checkpointing.Telemetry;
using Checkpointing.Tracking;

namespace Checkpointing.Processor.Telemetry;

/// <summary>The figures of one processor: what its parts report, and what is read from its live sessions.</summary>
internal sealed class ProcessorTelemetry
{
    /// <summary>How a processor without a name is called in figures.</summary>
    public const string UnnamedProcessor = "default";

    private readonly Lock _lock = new();
    private readonly List<PartitionTelemetry> _partitions = [];
    private readonly Dictionary<string, (KeyValuePair<string, object?>[] Tags, long Events)> _ended = new(StringComparer.Ordinal);
    private readonly ProcessorNames _names;
    private readonly Func<string, LastEnqueuedEventProperties?> _lastEnqueued;

    /// <param name="names">The names of the processor.</param>
    /// <param name="name">The name under which it is configured; empty for one without.</param>
    /// <param name="options">The options: the clock, the meters, the expiration of ownership.</param>
    /// <param name="lastEnqueued">What the hub told last about a partition; null for one that is not read.</param>
    public ProcessorTelemetry(ProcessorNames names, string name, CheckpointingProcessorOptions options, Func<string, LastEnqueuedEventProperties?> lastEnqueued)
    {
        _names = names;
        _lastEnqueued = lastEnqueued;
        Name = name.Length == 0 ? UnnamedProcessor : name;
        TimeProvider = options.TimeProvider;
        Expiration = options.PartitionOwnershipExpirationInterval;
        Instruments = ProcessorInstruments.Of(options.MeterFactory);
        Tags =
        [
            new(TelemetryNames.ServerAddress, names.Group.FullyQualifiedNamespace),
            new(TelemetryNames.Destination, names.Group.EventHubName),
            new(TelemetryNames.ConsumerGroup, names.Group.Name),
            new(TelemetryNames.Processor, Name),
        ];
        Store = new StoreHealth(TimeProvider);
        StoreCalls = new StoreCalls(StoreInstruments.Of(options.MeterFactory), TimeProvider, Name, Store);
        Ownership = new OwnershipTelemetry(Instruments, Tags, TimeProvider, Expiration);
        Instruments.Add(this);
    }

    public string Name { get; }

    public TimeProvider TimeProvider { get; }

    public TimeSpan Expiration { get; }

    public ProcessorInstruments Instruments { get; }

    /// <summary>The tags of all figures of this processor.</summary>
    public KeyValuePair<string, object?>[] Tags { get; }

    public StoreHealth Store { get; }

    public StoreCalls StoreCalls { get; }

    public OwnershipTelemetry Ownership { get; }

    /// <summary>The sessions that live.</summary>
    public PartitionTelemetry[] Partitions
    {
        get
        {
            lock (_lock)
            {
                return [.. _partitions];
            }
        }
    }

    /// <summary>Begins the figures of a session.</summary>
    public PartitionTelemetry Open(string partitionId, long epoch, CheckpointTracker tracker)
    {
        var partition = new PartitionTelemetry(this, partitionId, epoch, tracker);
        lock (_lock)
        {
            _partitions.Add(partition);
        }

        return partition;
    }

    /// <summary>Ends the figures of a session; what it has finished stays counted.</summary>
    public void Close(PartitionTelemetry partition)
    {
        lock (_lock)
        {
            if (_partitions.Remove(partition))
            {
                _ended[partition.PartitionId] = (partition.Tags, _ended.GetValueOrDefault(partition.PartitionId).Events + partition.Finished);
            }
        }
    }

    /// <summary>The finished events of each partition, over all sessions with it.</summary>
    public IEnumerable<(KeyValuePair<string, object?>[] Tags, long Events)> Processed()
    {
        lock (_lock)
        {
            var totals = new Dictionary<string, (KeyValuePair<string, object?>[] Tags, long Events)>(_ended, StringComparer.Ordinal);
            foreach (PartitionTelemetry partition in _partitions)
            {
                totals[partition.PartitionId] = (partition.Tags, totals.GetValueOrDefault(partition.PartitionId).Events + partition.Finished);
            }

            return totals.Values;
        }
    }

    /// <summary>Counts an outage: the store was given up as out of reach.</summary>
    public void OutageBegan() => Instruments.Outages.Add(1, Tags);

    /// <summary>What the hub told last about a partition.</summary>
    public LastEnqueuedEventProperties? LastEnqueued(string partitionId) => _lastEnqueued(partitionId);

    /// <summary>All figures at this moment.</summary>
    public ProcessorStatus Status(bool isRunning) => new(
        Name,
        _names.Identifier,
        _names.Group,
        isRunning,
        Ownership.Owned,
        [.. Partitions.OrderBy(partition => partition.PartitionId, StringComparer.Ordinal).Select(partition => partition.Status(_names.Identifier))],
        Store.FailingFor,
        Store.LastTrouble?.Error);
}
