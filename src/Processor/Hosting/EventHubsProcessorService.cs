using System.Diagnostics.Metrics;
using System.Runtime.ExceptionServices;
using Azure.Messaging.EventHubs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Checkpointing.Processor.Hosting;

/// <summary>Runs one processor for as long as its host runs. SIGTERM and SIGINT end the host, and the processor hands over cleanly.</summary>
internal sealed class EventHubsProcessorService : IHostedService
{
    /// <summary>What the SDK itself asks stores for at start; no partition has this name.</summary>
    private const string NoPartition = "-1";

    private readonly IServiceProvider _services;
    private readonly Type _handler;
    private readonly string _name;
    private readonly ILogger _logger;
    private volatile EventHubsProcessor? _processor;

    /// <param name="services">The container.</param>
    /// <param name="handler">The type of the handler.</param>
    /// <param name="name">The name of the options.</param>
    public EventHubsProcessorService(IServiceProvider services, Type handler, string name)
    {
        _services = services;
        _handler = handler;
        _name = name;
        _logger = (services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance).CreateLogger<EventHubsProcessor>();
    }

    /// <summary>The processor, once it was made.</summary>
    public EventHubsProcessor? Processor => _processor;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        EventHubsProcessorOptions options = _services.GetRequiredService<IOptionsMonitor<EventHubsProcessorOptions>>().Get(_name);
        ICheckpointStore store = _services.GetRequiredService<ICheckpointStore>();
        if (options.ProvisionStore && store is ICheckpointStoreProvisioner provisioner)
        {
            await provisioner.ProvisionAsync(cancellationToken).ConfigureAwait(false);
        }

        _processor = EventHubsProcessor.CreateFor(
            store,
            _services.GetRequiredService(_handler),
            options,
            _services.GetService<ILoggerFactory>(),
            _services.GetService<TimeProvider>(),
            _services.GetService<IMeterFactory>(),
            _name);

        // The first request connects, and here it has the store's own patience: a running processor's limit is far shorter.
        await store.ReadCheckpointAsync(GroupOf(_processor), NoPartition, cancellationToken).ConfigureAwait(false);
        try
        {
            await _processor.StartProcessingAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (AggregateException exception)
        {
            // The SDK checks hub and store at start and wraps what it finds; who reads the host's last words wants one cause. All of them are in the log.
            foreach (Exception cause in exception.InnerExceptions)
            {
                _logger.StartFailed(GroupOf(_processor), cause);
            }

            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }

        _logger.ProcessorStarted(_processor.Identifier, GroupOf(_processor));
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // Also if it no longer says that it runs: after a failure of its own it still has partitions to release.
        if (_processor is not { } processor)
        {
            return;
        }

        try
        {
            await processor.StopProcessingAsync(CancellationToken.None).WaitAsync(cancellationToken).ConfigureAwait(false);
            _logger.ProcessorStopped(processor.Identifier, GroupOf(processor));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _logger.ProcessorStopTimedOut(processor.Identifier, GroupOf(processor));
        }
        catch (Exception exception) when (exception is CheckpointStoreException or EventHubsException)
        {
            _logger.ReleaseFailed(processor.Identifier, GroupOf(processor), exception);
        }
    }

    private static ConsumerGroup GroupOf(EventHubsProcessor processor) =>
        new(processor.FullyQualifiedNamespace, processor.EventHubName, processor.ConsumerGroup);
}
