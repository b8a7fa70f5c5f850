using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Checkpointing.Processor.Hosting;
using Checkpointing.Processor.Receiving;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Checkpointing.Processor.Rewinding;

/// <summary>
/// Moves the checkpoints of a consumer group, of one partition, some or all of them, on a stopped group and on a live one: plans first, to be looked at, and then applies the plan.
/// Live processors lose the partitions for a moment, cannot overwrite the new place, and go on from there without a restart.
/// </summary>
public sealed class CheckpointRewinder : IAsyncDisposable
{
    private const int PartitionsAtOnce = 8;

    private readonly ICheckpointStore _store;
    private readonly ICheckpointStoreOperator _operations;
    private readonly EventHubConnection _connection;
    private readonly CheckpointRewinderOptions _options;
    private readonly HubReader _hub;
    private readonly ILogger _logger;
    private readonly bool _ownsConnection;

    /// <summary>Makes a rewinder over a connection of the caller's, which may authenticate as it likes.</summary>
    /// <param name="store">The store that holds the checkpoints. It is not disposed.</param>
    /// <param name="consumerGroup">The consumer group.</param>
    /// <param name="connection">A connection to the event hub. It is not closed.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <exception cref="ArgumentException">The store has no operations for operators (<see cref="ICheckpointStoreOperator"/>), or an option is out of its range.</exception>
    public CheckpointRewinder(ICheckpointStore store, string consumerGroup, EventHubConnection connection, CheckpointRewinderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentException.ThrowIfNullOrWhiteSpace(consumerGroup);
        ArgumentNullException.ThrowIfNull(connection);
        _options = options ?? new CheckpointRewinderOptions();
        if (_options.Violation() is { } violation)
        {
            throw new ArgumentException(violation, nameof(options));
        }

        _store = store;
        _operations = store as ICheckpointStoreOperator
            ?? throw new ArgumentException($"{store.GetType().Name} cannot rewind: it does not implement {nameof(ICheckpointStoreOperator)}.", nameof(store));
        _connection = connection;
        _hub = new HubReader(
            _options.ReadingConsumerGroup is { Length: > 0 } reading ? [reading] : [consumerGroup, EventHubConsumerClient.DefaultConsumerGroupName],
            _options.RetryOptions,
            _options.TimeProvider);
        _logger = _options.LoggerFactory.CreateLogger("Checkpointing.Rewinding");
        Group = new ConsumerGroup(connection.FullyQualifiedNamespace, connection.EventHubName, consumerGroup);
    }

    private CheckpointRewinder(ICheckpointStore store, EventHubsProcessorOptions processor, CheckpointRewinderOptions options)
        : this(store, processor.ConsumerGroup, Connect(processor), options) => _ownsConnection = true;

    /// <summary>The consumer group.</summary>
    public ConsumerGroup Group { get; }

    /// <summary>Makes a rewinder for the consumer group that a processor with the same options reads. Dispose it to close its connection.</summary>
    /// <param name="store">The store that holds the checkpoints. It is not disposed.</param>
    /// <param name="processor">The processor's options: the connection, the consumer group, when an owner expires, and how the hub is retried.</param>
    /// <param name="options">What they do not say; null for the defaults.</param>
    /// <exception cref="OptionsValidationException">An option of the processor is missing or wrong; the message says what is allowed.</exception>
    /// <exception cref="ArgumentException">The store has no operations for operators, or another option is out of its range.</exception>
    public static CheckpointRewinder Create(ICheckpointStore store, EventHubsProcessorOptions processor, CheckpointRewinderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(processor);
        string[] violations = [.. EventHubsProcessorOptionsValidator.Violations(processor).Select(EventHubsProcessorOptionsValidator.Format)];
        return violations.Length == 0
            ? new CheckpointRewinder(store, processor, options ?? new CheckpointRewinderOptions
            {
                PartitionOwnershipExpirationInterval = processor.PartitionOwnershipExpirationInterval,
                RetryOptions = processor.RetryOptions,
            })
            : throw new OptionsValidationException(nameof(EventHubsProcessorOptions), typeof(EventHubsProcessorOptions), violations);
    }

    /// <summary>Finds out what a rewind would do. Changes nothing, and disturbs no processor.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="partitionIds">The partitions; null for all of the hub.</param>
    /// <param name="clamp">Whether a target that the hub does not have is replaced by the nearest place that it has; otherwise such a partition is refused.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ArgumentException">The hub has no such partition, or one is named twice, or none is.</exception>
    /// <exception cref="CheckpointStoreException">The store cannot be reached.</exception>
    /// <exception cref="EventHubsException">The hub cannot be reached.</exception>
    public async Task<RewindPlan> PlanAsync(
        RewindTarget target, IReadOnlyList<string>? partitionIds = null, bool clamp = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        string[] existing = await _hub.ReadPartitionIdsAsync(_connection, cancellationToken).ConfigureAwait(false);
        string[] chosen = partitionIds is null ? existing : Checked(partitionIds, existing);
        DateTimeOffset now = _options.TimeProvider.GetUtcNow();
        var planner = new RewindPlanner(
            new RewindResolver(_hub, target, clamp, now), _hub, await ReadStateAsync(now, cancellationToken).ConfigureAwait(false));
        PartitionRewindPlan[] partitions = await ForEachAsync(
            chosen, (partitionId, token) => planner.PlanAsync(_connection, partitionId, token), cancellationToken).ConfigureAwait(false);
        return new RewindPlan(Group, target, clamp, now, partitions);
    }

    /// <summary>Does what a plan says, at the places that it shows, for all of its partitions that are not refused, each in one atomic step.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="cancellationToken">Ends the wait; some partitions may have been rewound then.</param>
    /// <returns>What became of each partition. Faults of the store are in it, and hide nothing of the others.</returns>
    /// <remarks>
    /// Processors may have gone on since: the place stays the one that was planned. Left alone as <see cref="RewindOutcome.Changed"/> is a partition
    /// whose checkpoint went <em>back</em> since, because somebody else has rewound it; one that was to skip events and has come to the place by itself, so that it would go back; one that
    /// had no sequence number to count from, and now has; and one whose place the hub no longer has, which a plan that clamps moves to the earliest event.
    /// </remarks>
    /// <exception cref="ArgumentException">The plan is for another consumer group.</exception>
    /// <exception cref="CheckpointStoreException">The store could not be asked for the present state; nothing was changed.</exception>
    /// <exception cref="EventHubsException">The hub cannot be reached; nothing was changed.</exception>
    public async Task<RewindReport> ApplyAsync(RewindPlan plan, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Group != Group)
        {
            throw new ArgumentException($"The plan is for {plan.Group}, and this is {Group}.", nameof(plan));
        }

        string[] partitionIds = [.. plan.Partitions.Where(partition => !partition.IsRefused).Select(partition => partition.PartitionId)];
        PartitionRange[] ranges = await ForEachAsync(
            partitionIds, (partitionId, token) => _hub.ReadRangeAsync(_connection, partitionId, token), cancellationToken).ConfigureAwait(false);
        GroupState state = await ReadStateAsync(_options.TimeProvider.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        var application = new RewindApplication(
            plan, state, partitionIds.Zip(ranges).ToDictionary(StringComparer.Ordinal), _options.RewoundBy, _logger);
        return await application.ApplyAsync(_operations, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Closes the connection, if the rewinder has made it.</summary>
    public ValueTask DisposeAsync() => _ownsConnection ? _connection.DisposeAsync() : ValueTask.CompletedTask;

    private static EventHubConnection Connect(EventHubsProcessorOptions options) => string.IsNullOrWhiteSpace(options.ConnectionString)
        ? new EventHubConnection(options.FullyQualifiedNamespace, options.EventHubName, options.Credential ?? new Azure.Identity.DefaultAzureCredential())
        : new EventHubConnection(options.ConnectionString, options.EventHubName);

    private static string[] Checked(IReadOnlyList<string> partitionIds, string[] existing)
    {
        string[] unknown = [.. partitionIds.Except(existing, StringComparer.Ordinal)];
        string? violation = unknown.Length > 0 ? $"The hub has no partition {string.Join(", ", unknown)}; it has {string.Join(", ", existing)}."
            : partitionIds.Count == 0 ? "No partition is named; leave the list out for all of them."
            : partitionIds.Distinct(StringComparer.Ordinal).Count() < partitionIds.Count ? $"A partition is named twice in {string.Join(", ", partitionIds)}."
            : null;
        return violation is null ? [.. partitionIds] : throw new ArgumentException(violation, nameof(partitionIds));
    }

    private Task<GroupState> ReadStateAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        GroupState.ReadAsync(_store, Group, now, _options.PartitionOwnershipExpirationInterval, cancellationToken);

    private static async Task<T[]> ForEachAsync<T>(string[] partitionIds, Func<string, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        T[] results = new T[partitionIds.Length];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, partitionIds.Length),
            new ParallelOptions { MaxDegreeOfParallelism = PartitionsAtOnce, CancellationToken = cancellationToken },
            async (index, token) => results[index] = await work(partitionIds[index], token).ConfigureAwait(false)).ConfigureAwait(false);
        return results;
    }
}
