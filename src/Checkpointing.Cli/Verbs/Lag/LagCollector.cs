using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Checkpointing.Cli.CommandLine;
using Checkpointing.Cli.Settings;
using Checkpointing.Cli.Terminal;

namespace Checkpointing.Cli.Verbs.Lag;

/// <summary>Reads how far a group is behind: the store's checkpoints against what the hub has. It can be asked again and again.</summary>
internal sealed class LagCollector : IAsyncDisposable
{
    /// <summary>Questions to the hub under way at a time. They share one link, so that more of them cost nobody anything.</summary>
    private const int QuestionsAtOnce = 256;

    private readonly StoreSession _store;
    private readonly ConsumerGroup _group;
    private readonly LagSettings _settings;
    private readonly TimeProvider _clock;
    private readonly EventHubConsumerClient _client;
    private readonly OldestWaiting _oldest;

    public LagCollector(StoreSession store, HubSession hub, LagSettings settings, TimeProvider clock)
    {
        _store = store;
        _group = hub.Group;
        _settings = settings;
        _clock = clock;
        _client = hub.MakeClient();
        _oldest = new OldestWaiting(hub, clock);
    }

    /// <summary>Reads.</summary>
    public async Task<LagReport> ReadAsync(CancellationToken cancellationToken)
    {
        // Checkpoints first: read the other way round, a busy partition's checkpoint could stand beyond what the hub was asked for before.
        Task<string[]> partitionIds = _client.GetPartitionIdsAsync(cancellationToken);
        Task<PartitionResults<PartitionOwnership>> ownership = _store.Store.ListOwnershipAsync(_group, cancellationToken);
        PartitionResults<Checkpoint> checkpoints = await _store.Store.ListCheckpointsAsync(_group, cancellationToken).ConfigureAwait(false);
        PartitionResults<PartitionOwnership> owners = await ownership.ConfigureAwait(false);
        PartitionProperties[] hub = await ReadHubAsync(await partitionIds.ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        var judge = new LagJudge(_settings, _clock.GetUtcNow(), checkpoints, owners);
        LagOfPartition[] partitions = [.. hub.Select(judge.Judge).OrderBy(partition => partition.Partition, PartitionOrder.Instance)];
        await ReadOldestAsync(partitions, cancellationToken).ConfigureAwait(false);
        return Report(partitions, Fault.From(checkpoints.Faults.Concat(owners.Faults)));
    }

    /// <summary>What a failure of the store means to the operator.</summary>
    public CliException Explain(CheckpointStoreException failure) => _store.Explain(failure);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private async Task<PartitionProperties[]> ReadHubAsync(string[] partitionIds, CancellationToken cancellationToken)
    {
        PartitionProperties[] partitions = new PartitionProperties[partitionIds.Length];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, partitionIds.Length),
            new ParallelOptions { MaxDegreeOfParallelism = QuestionsAtOnce, CancellationToken = cancellationToken },
            async (index, token) => partitions[index] = await _client.GetPartitionPropertiesAsync(partitionIds[index], token).ConfigureAwait(false)).ConfigureAwait(false);
        return partitions;
    }

    /// <summary>The hub's properties tell when the newest event came. How long the oldest has waited, only the event itself tells.</summary>
    private async Task ReadOldestAsync(LagOfPartition[] partitions, CancellationToken cancellationToken)
    {
        int[] chosen =
        [
            .. Enumerable.Range(0, partitions.Length).Where(index => partitions[index].EventsBehind > 0)
                .OrderByDescending(index => Suspicion(partitions[index])).ThenByDescending(index => partitions[index].EventsBehind).Take(_settings.Reads),
        ];
        await Parallel.ForEachAsync(
            chosen,
            new ParallelOptions { MaxDegreeOfParallelism = OldestWaiting.ReadsAtOnce, CancellationToken = cancellationToken },
            async (index, token) =>
            {
                if (await _oldest.SecondsAsync(partitions[index], token).ConfigureAwait(false) is { } seconds)
                {
                    partitions[index] = Precisely(partitions[index], Math.Max(seconds, partitions[index].SecondsBehind));
                }
            }).ConfigureAwait(false);
    }

    /// <summary>Where nothing has moved for long, few events may have waited for long: those are read before those that have many and go on.</summary>
    private double Suspicion(LagOfPartition partition) => partition.CheckpointAgeSeconds switch
    {
        null => double.MaxValue,
        { } age when age > _settings.StuckAfter.TotalSeconds => age,
        _ => 0,
    };

    /// <summary>An old checkpoint tells nothing by itself: where nothing came for hours, the first event that comes makes no partition stuck.</summary>
    private LagOfPartition Precisely(LagOfPartition partition, double seconds) => partition with
    {
        SecondsBehind = seconds,
        SecondsAreExact = true,
        State = partition.State is not (LagState.Stuck or LagState.MaybeStuck) ? partition.State : seconds > _settings.StuckAfter.TotalSeconds ? LagState.Stuck : LagState.Ok,
    };

    private LagReport Report(LagOfPartition[] partitions, Fault[] faults)
    {
        long events = partitions.Sum(partition => partition.EventsBehind);
        double seconds = partitions.Select(partition => partition.SecondsBehind).DefaultIfEmpty().Max();
        List<string> exceeded = [];
        if (events > _settings.MaxEvents)
        {
            exceeded.Add($"{Words.Count(events, "event")} behind, more than {Words.Count(_settings.MaxEvents.Value)}");
        }

        if (_settings.MaxAge is { } age && seconds > age.TotalSeconds)
        {
            exceeded.Add($"the oldest event waits for {Words.Age(TimeSpan.FromSeconds(seconds))}, longer than {Words.Age(age)}");
        }

        // How a group begins is no trouble. Perhaps stuck is one: nobody may say that all is well.
        if (_settings.FailsOnTrouble && LagText.Troubles(partitions.Where(partition => partition.State is not LagState.NoCheckpoint)) is { Length: > 0 } troubles)
        {
            exceeded.Add($"in trouble: {troubles}");
        }

        return new LagReport(
            _store.Name,
            _group.ToString(),
            _clock.GetUtcNow(),
            events,
            seconds,
            partitions.All(partition => partition.SecondsAreExact),
            partitions.Count(partition => partition.EventsBehind > 0),
            exceeded,
            partitions,
            faults);
    }
}
