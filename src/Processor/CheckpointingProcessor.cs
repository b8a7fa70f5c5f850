using Azure;
using Azure.Core;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Processor;
using Checkpointing.Processor.Handling;
using Checkpointing.Processor.Receiving;
using Checkpointing.Processor.Telemetry;

namespace Checkpointing.Processor;

/// <summary>
/// The SDK's <see cref="EventProcessor{TPartition}"/> with ownership and checkpoints in any <see cref="ICheckpointStore"/>. Derive from it as from the SDK's class:
/// override <see cref="ProcessEventBatchAsync"/> and <see cref="EventProcessor{TPartition}.OnProcessingErrorAsync"/>. Checkpoints follow <see cref="CheckpointingProcessorOptions.CheckpointPolicy"/>.
/// </summary>
/// <typeparam name="TPartition">What is kept for a partition while it is processed; a new one for each start of a partition.</typeparam>
/// <remarks>
/// <para>At-least-once: a checkpoint covers only events whose handler has returned, it never moves backwards, and an owner that has lost its partition cannot write one.</para>
/// <para>Stopping hands over cleanly: handlers end (within <see cref="CheckpointingProcessorOptions.HandlerStopTimeout"/>), stop handlers run and the last
/// checkpoint is stored (within <see cref="CheckpointingProcessorOptions.FlushTimeout"/>), and only then the partitions are released.</para>
/// <para>A processor whose write is refused because its partition has changed hands stops handing out that partition's events at once, and the partition itself at the next renewal.</para>
/// </remarks>
public abstract partial class CheckpointingProcessor<TPartition> : EventProcessor<TPartition>
    where TPartition : EventProcessorPartition, new()
{
    private readonly ProcessorCore _core;

    /// <summary>Makes a processor from a connection string that names the event hub.</summary>
    /// <param name="store">Where ownership and checkpoints are kept. The processor does not dispose it.</param>
    /// <param name="eventBatchMaximumCount">The most events of one batch; 1 or more.</param>
    /// <param name="consumerGroup">The consumer group.</param>
    /// <param name="connectionString">The connection string, with <c>EntityPath</c>.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <exception cref="ArgumentException">An argument or an option is not allowed; the message says what is.</exception>
    protected CheckpointingProcessor(
        ICheckpointStore store, int eventBatchMaximumCount, string consumerGroup, string connectionString, CheckpointingProcessorOptions? options = null)
        : base(eventBatchMaximumCount, consumerGroup, connectionString, (options ??= new CheckpointingProcessorOptions()).ForSdk()) =>
        _core = MakeCore(store, eventBatchMaximumCount, options);

    /// <summary>Makes a processor from a connection string of a namespace.</summary>
    /// <param name="store">Where ownership and checkpoints are kept. The processor does not dispose it.</param>
    /// <param name="eventBatchMaximumCount">The most events of one batch; 1 or more.</param>
    /// <param name="consumerGroup">The consumer group.</param>
    /// <param name="connectionString">The connection string.</param>
    /// <param name="eventHubName">The name of the event hub.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <exception cref="ArgumentException">An argument or an option is not allowed; the message says what is.</exception>
    protected CheckpointingProcessor(
        ICheckpointStore store,
        int eventBatchMaximumCount,
        string consumerGroup,
        string connectionString,
        string eventHubName,
        CheckpointingProcessorOptions? options = null)
        : base(eventBatchMaximumCount, consumerGroup, connectionString, eventHubName, (options ??= new CheckpointingProcessorOptions()).ForSdk()) =>
        _core = MakeCore(store, eventBatchMaximumCount, options);

    /// <summary>Makes a processor that authenticates by a token, such as a managed identity's.</summary>
    /// <param name="store">Where ownership and checkpoints are kept. The processor does not dispose it.</param>
    /// <param name="eventBatchMaximumCount">The most events of one batch; 1 or more.</param>
    /// <param name="consumerGroup">The consumer group.</param>
    /// <param name="fullyQualifiedNamespace">The host name of the namespace.</param>
    /// <param name="eventHubName">The name of the event hub.</param>
    /// <param name="credential">The credential.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <exception cref="ArgumentException">An argument or an option is not allowed; the message says what is.</exception>
    protected CheckpointingProcessor(
        ICheckpointStore store,
        int eventBatchMaximumCount,
        string consumerGroup,
        string fullyQualifiedNamespace,
        string eventHubName,
        TokenCredential credential,
        CheckpointingProcessorOptions? options = null)
        : base(eventBatchMaximumCount, consumerGroup, fullyQualifiedNamespace, eventHubName, credential, (options ??= new CheckpointingProcessorOptions()).ForSdk()) =>
        _core = MakeCore(store, eventBatchMaximumCount, options);

    /// <summary>Makes a processor that authenticates by a shared key.</summary>
    /// <param name="store">Where ownership and checkpoints are kept. The processor does not dispose it.</param>
    /// <param name="eventBatchMaximumCount">The most events of one batch; 1 or more.</param>
    /// <param name="consumerGroup">The consumer group.</param>
    /// <param name="fullyQualifiedNamespace">The host name of the namespace.</param>
    /// <param name="eventHubName">The name of the event hub.</param>
    /// <param name="credential">The credential.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <exception cref="ArgumentException">An argument or an option is not allowed; the message says what is.</exception>
    protected CheckpointingProcessor(
        ICheckpointStore store,
        int eventBatchMaximumCount,
        string consumerGroup,
        string fullyQualifiedNamespace,
        string eventHubName,
        AzureNamedKeyCredential credential,
        CheckpointingProcessorOptions? options = null)
        : base(eventBatchMaximumCount, consumerGroup, fullyQualifiedNamespace, eventHubName, credential, (options ??= new CheckpointingProcessorOptions()).ForSdk()) =>
        _core = MakeCore(store, eventBatchMaximumCount, options);

    /// <summary>Makes a processor that authenticates by a shared access signature.</summary>
    /// <param name="store">Where ownership and checkpoints are kept. The processor does not dispose it.</param>
    /// <param name="eventBatchMaximumCount">The most events of one batch; 1 or more.</param>
    /// <param name="consumerGroup">The consumer group.</param>
    /// <param name="fullyQualifiedNamespace">The host name of the namespace.</param>
    /// <param name="eventHubName">The name of the event hub.</param>
    /// <param name="credential">The credential.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <exception cref="ArgumentException">An argument or an option is not allowed; the message says what is.</exception>
    protected CheckpointingProcessor(
        ICheckpointStore store,
        int eventBatchMaximumCount,
        string consumerGroup,
        string fullyQualifiedNamespace,
        string eventHubName,
        AzureSasCredential credential,
        CheckpointingProcessorOptions? options = null)
        : base(eventBatchMaximumCount, consumerGroup, fullyQualifiedNamespace, eventHubName, credential, (options ??= new CheckpointingProcessorOptions()).ForSdk()) =>
        _core = MakeCore(store, eventBatchMaximumCount, options);

    /// <summary>The log.</summary>
    private protected Microsoft.Extensions.Logging.ILogger Logger => _core.Logger;

    /// <summary>The identity under which the store keeps the group.</summary>
    private protected ConsumerGroup Group => _core.Group;

    /// <summary>How the processor is doing at this moment; nothing is asked of the store or the hub.</summary>
    public ProcessorStatus GetStatus() => _core.Telemetry.Status(IsRunning);

    /// <summary>The figures of the processor.</summary>
    internal ProcessorTelemetry Figures => _core.Telemetry;

    /// <summary>Processes a batch. Returning, unless the token was cancelled, says that all of it is processed; see <see cref="ProcessingContext.MarkProcessed"/> for parts of it.</summary>
    /// <param name="events">The events, at least one, in order.</param>
    /// <param name="partition">What is kept for the partition.</param>
    /// <param name="context">What is known and can be done about the partition.</param>
    /// <param name="cancellationToken">Cancelled when the partition is lost, or when the processor stops and <see cref="CheckpointingProcessorOptions.HandlerStopTimeout"/> has passed.</param>
    /// <remarks>An exception is reported to <see cref="EventProcessor{TPartition}.OnProcessingErrorAsync"/>; the partition rests, longer with each failure that follows without progress, and begins again after the last event that was marked as processed.</remarks>
    protected abstract Task ProcessEventBatchAsync(
        IReadOnlyList<EventData> events, TPartition partition, ProcessingContext context, CancellationToken cancellationToken);

    /// <summary>Called when a partition was claimed, before its checkpoint is read.</summary>
    /// <param name="partition">What is kept for the partition: a new object.</param>
    /// <param name="context">What is known and can be done about the partition.</param>
    /// <param name="cancellationToken">Cancelled when the partition is to stop.</param>
    protected virtual Task OnPartitionStartedAsync(TPartition partition, ProcessingContext context, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Called when a partition has stopped and no handler of it runs, before its last checkpoint is written and, on a stop of the processor, before it is released.</summary>
    /// <param name="partition">What is kept for the partition.</param>
    /// <param name="context">What is known and can be done about the partition; checkpoints can still be made.</param>
    /// <param name="reason">Why it has stopped, as the SDK says it: also <see cref="ProcessingStoppedReason.OwnershipLost"/> when it is only to be started again after a failure.</param>
    /// <param name="cancellationToken">Not cancelled; <see cref="CheckpointingProcessorOptions.FlushTimeout"/> bounds how long is waited for the end.</param>
    protected virtual Task OnPartitionStoppedAsync(
        TPartition partition, ProcessingContext context, ProcessingStoppedReason reason, CancellationToken cancellationToken) => Task.CompletedTask;

    private ProcessorCore MakeCore(ICheckpointStore store, int eventBatchMaximumCount, CheckpointingProcessorOptions options)
    {
        ArgumentNullException.ThrowIfNull(store);

        // The spans of this library take the place of the SDK's: they are linked to the producers' in the same way, and know what became of each event.
        EnableBatchTracing = false;
        string[] violations =
            [.. options.Violations(eventBatchMaximumCount).Select(violation => $"{violation.Option} is '{violation.Value}': {violation.Allowed}")];
        return violations.Length == 0
            ? new ProcessorCore(
                store,
                new ProcessorNames(FullyQualifiedNamespace, EventHubName, ConsumerGroup, Identifier),
                options,
                LastEnqueued,
                Report,
                OnHandedOverAsync,
                () => CreateConnection())
            : throw new ArgumentException(string.Join(' ', violations), nameof(options));
    }

    private LastEnqueuedEventProperties? LastEnqueued(string partitionId)
    {
        try
        {
            return ReadLastEnqueuedEventProperties(partitionId);
        }
        catch (EventHubsException)
        {
            // Not read yet, or not any more.
            return null;
        }
    }
}
