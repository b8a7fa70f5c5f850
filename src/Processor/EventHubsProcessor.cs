using System.Diagnostics.Metrics;
using Azure.Core;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Primitives;
using Checkpointing.Processor.Handling;
using Checkpointing.Processor.Hosting;
using Checkpointing.Processor.Receiving;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Checkpointing.Processor;

/// <summary>
/// Reads an event hub, shares its partitions with the other processors of the consumer group, and gives the events to a handler. In a host rather use
/// <see cref="EventHubsProcessorServiceCollectionExtensions.AddEventHubsProcessor{THandler}(Microsoft.Extensions.DependencyInjection.IServiceCollection, Microsoft.Extensions.Configuration.IConfiguration, Action{EventHubsProcessorOptions}?)"/>.
/// </summary>
/// <remarks>Start it with <c>StartProcessingAsync</c> and stop it with <c>StopProcessingAsync</c>, which hands over cleanly; the guarantees are those of <see cref="CheckpointingProcessor{TPartition}"/>.</remarks>
public sealed class EventHubsProcessor : CheckpointingProcessor<EventProcessorPartition>
{
    private readonly EventDispatcher _dispatcher;
    private readonly EventHubDeadLetterSink? _ownSink;

    private EventHubsProcessor(
        ICheckpointStore store,
        EventDispatcher dispatcher,
        EventHubDeadLetterSink? ownSink,
        EventHubsProcessorOptions options,
        CheckpointingProcessorOptions own,
        string connectionString)
        : base(store, options.BatchSize, options.ConsumerGroup, connectionString, options.EventHubName!, own) =>
        (_dispatcher, _ownSink) = (dispatcher, ownSink);

    private EventHubsProcessor(
        ICheckpointStore store,
        EventDispatcher dispatcher,
        EventHubDeadLetterSink? ownSink,
        EventHubsProcessorOptions options,
        CheckpointingProcessorOptions own,
        TokenCredential credential)
        : base(store, options.BatchSize, options.ConsumerGroup, options.FullyQualifiedNamespace!, options.EventHubName!, credential, own) =>
        (_dispatcher, _ownSink) = (dispatcher, ownSink);

    /// <summary>Makes a processor that gives events to a handler one at a time.</summary>
    /// <param name="store">Where ownership and checkpoints are kept. The processor does not dispose it.</param>
    /// <param name="handler">The handler; one object serves all partitions, at the same time. It may also be an <see cref="IProcessingErrorHandler"/>.</param>
    /// <param name="options">The options.</param>
    /// <param name="loggerFactory">Where to log; null for nowhere.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <param name="meterFactory">Where meters come from; null for one that all processors of the process share.</param>
    /// <exception cref="OptionsValidationException">An option is missing or wrong; the message says what is allowed.</exception>
    public static EventHubsProcessor Create(
        ICheckpointStore store,
        IEventHandler handler,
        EventHubsProcessorOptions options,
        ILoggerFactory? loggerFactory = null,
        TimeProvider? timeProvider = null,
        IMeterFactory? meterFactory = null) => CreateFor(store, handler, options, loggerFactory, timeProvider, meterFactory);

    /// <summary>Makes a processor that gives events to a handler in batches.</summary>
    /// <param name="store">Where ownership and checkpoints are kept. The processor does not dispose it.</param>
    /// <param name="handler">The handler; one object serves all partitions, at the same time. It may also be an <see cref="IProcessingErrorHandler"/>.</param>
    /// <param name="options">The options.</param>
    /// <param name="loggerFactory">Where to log; null for nowhere.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <param name="meterFactory">Where meters come from; null for one that all processors of the process share.</param>
    /// <exception cref="OptionsValidationException">An option is missing or wrong; the message says what is allowed.</exception>
    public static EventHubsProcessor Create(
        ICheckpointStore store,
        IEventBatchHandler handler,
        EventHubsProcessorOptions options,
        ILoggerFactory? loggerFactory = null,
        TimeProvider? timeProvider = null,
        IMeterFactory? meterFactory = null) => CreateFor(store, handler, options, loggerFactory, timeProvider, meterFactory);

    /// <inheritdoc/>
    public override async Task StopProcessingAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await base.StopProcessingAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (_ownSink is not null)
            {
                await _ownSink.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    internal static EventHubsProcessor CreateFor(
        ICheckpointStore store,
        object handler,
        EventHubsProcessorOptions options,
        ILoggerFactory? loggerFactory,
        TimeProvider? timeProvider,
        IMeterFactory? meterFactory,
        string? name = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentNullException.ThrowIfNull(options);
        string[] violations = [.. EventHubsProcessorOptionsValidator.Violations(options).Select(EventHubsProcessorOptionsValidator.Format)];
        if (violations.Length == 0 && options.MaxConcurrentEvents > 1 && handler is IEventBatchHandler)
        {
            violations = [$"{nameof(options.MaxConcurrentEvents)} is '{options.MaxConcurrentEvents}': {handler.GetType()} takes batches, and batches are processed one after the other; allowed is 1, or make it an {nameof(IEventHandler)}."];
        }

        if (violations.Length > 0)
        {
            throw new OptionsValidationException(nameof(EventHubsProcessorOptions), typeof(EventHubsProcessorOptions), violations);
        }

        CheckpointingProcessorOptions own = ToProcessorOptions(options);
        own.LoggerFactory = loggerFactory ?? own.LoggerFactory;
        own.TimeProvider = timeProvider ?? own.TimeProvider;
        own.MeterFactory = meterFactory;
        own.Name = name;
        EventHubDeadLetterSink? sink = MakeSink(options);
        var settings = new HandlingSettings(options, options.DeadLetterSink ?? sink, own.TimeProvider, own.LoggerFactory.CreateLogger<EventHubsProcessor>());
        var dispatcher = new EventDispatcher(handler, settings);
        return string.IsNullOrWhiteSpace(options.ConnectionString)
            ? new EventHubsProcessor(store, dispatcher, sink, options, own, options.Credential ?? new Azure.Identity.DefaultAzureCredential())
            : new EventHubsProcessor(store, dispatcher, sink, options, own, options.ConnectionString);
    }

    /// <inheritdoc/>
    protected override Task ProcessEventBatchAsync(
        IReadOnlyList<EventData> events, EventProcessorPartition partition, ProcessingContext context, CancellationToken cancellationToken) =>
        _dispatcher.DispatchAsync(events, context, cancellationToken);

    /// <inheritdoc/>
    private protected override Task ProcessMeasuredAsync(
        IReadOnlyList<EventData> events, EventProcessorPartition partition, ProcessingContext context, CancellationToken cancellationToken) =>
        ProcessEventBatchAsync(events, partition, context, cancellationToken);

    /// <inheritdoc/>
    protected override async Task OnProcessingErrorAsync(
        Exception exception, EventProcessorPartition partition, string operationDescription, CancellationToken cancellationToken)
    {
        // What this library reports itself it has logged already, with more to say.
        if (exception is not UnavailablePositionException && (exception is not CheckpointStoreException own || operationDescription != own.Operation.ToString()))
        {
            Logger.ProcessorError(operationDescription, partition?.PartitionId, exception);
        }

        if (_dispatcher.Errors is null)
        {
            return;
        }

        try
        {
            await _dispatcher.Errors.HandleErrorAsync(exception, partition?.PartitionId, operationDescription, cancellationToken).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The SDK drops what an error handler throws; here it is logged.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Logger.ErrorHandlerFailed(failure);
        }
    }

    private static CheckpointingProcessorOptions ToProcessorOptions(EventHubsProcessorOptions options) => new()
    {
        Identifier = string.IsNullOrWhiteSpace(options.Identifier) ? null : options.Identifier,
        DefaultStartingPosition = options.StartPosition.Position,
        PrefetchCount = options.PrefetchCount,
        MaximumWaitTime = options.MaximumWaitTime,
        CheckpointPolicy = options.CheckpointPolicy,
        MaxUncheckpointedEvents = options.MaxUncheckpointedEvents,
        UnavailablePosition = options.UnavailablePosition,
        CheckpointRest = options.CheckpointRest,
        FlushTimeout = options.FlushTimeout,
        HandlerStopTimeout = options.HandlerStopTimeout,
        StoreCallTimeout = options.StoreCallTimeout,
        OwnershipWatchInterval = options.OwnershipWatchInterval,
        HandoverTimeout = options.HandoverTimeout,
        StoreOutagePolicy = options.StoreOutagePolicy,
        LoadBalancingStrategy = options.LoadBalancingStrategy,
        LoadBalancingUpdateInterval = options.LoadBalancingUpdateInterval,
        PartitionOwnershipExpirationInterval = options.PartitionOwnershipExpirationInterval,
        RetryOptions = options.RetryOptions,
        Concurrency = options.MaxConcurrentEvents > 1
            ? new ConcurrencySettings(options.MaxConcurrentEvents, options.MaxInFlightEvents, options.ConcurrencyKey ?? (static eventData => eventData.PartitionKey))
            : null,
    };

    private static EventHubDeadLetterSink? MakeSink(EventHubsProcessorOptions options) =>
        options.PoisonPolicy == PoisonPolicy.DeadLetter && options.DeadLetter is { } letters
            ? new EventHubDeadLetterSink(letters, options.Credential)
            : null;
}
