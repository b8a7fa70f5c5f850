using System.Collections.Concurrent;
using Azure.Messaging.EventHubs.Core;
using Azure.Messaging.EventHubs.Core.LoadBalancing;

namespace Azure.Messaging.EventHubs.Primitives;

public abstract partial class EventProcessor<TPartition>
{
    private static readonly TimeSpan RunningCheckLimit = TimeSpan.FromMilliseconds(100);

    private readonly SemaphoreSlim _lifecycle = new(1, 1);
    private readonly ConcurrentDictionary<string, PartitionProcessor<TPartition>> _partitions = new(StringComparer.Ordinal);
    private CancellationTokenSource _running;
    private PartitionLoadBalancer _balancer;
    private volatile Task _loop;
    private bool? _isRunning;

    /// <summary>Whether the processor is running. It ends to be by itself after a fatal failure; it then has to be stopped before it can start again.</summary>
    public bool IsRunning
    {
        get => _isRunning ?? HasLiveLoop();
        protected set => _isRunning = value;
    }

    /// <summary>Starts, and waits until hub and store have answered. Does nothing while the processor runs.</summary>
    /// <exception cref="AggregateException">The hub or the store did not answer; the processor is stopped again.</exception>
    public virtual void StartProcessing(CancellationToken cancellationToken = default) => StartAsync(cancellationToken).GetAwaiter().GetResult();

    /// <summary>Starts, and waits until hub and store have answered. Does nothing while the processor runs.</summary>
    /// <param name="cancellationToken">Ends the wait; it has no influence on the processor once that has started.</param>
    /// <exception cref="AggregateException">The hub or the store did not answer; the processor is stopped again.</exception>
    public virtual Task StartProcessingAsync(CancellationToken cancellationToken = default) => StartAsync(cancellationToken);

    /// <summary>Stops: waits for the batch handlers, and lets go of the partitions. Must not be called by a batch handler.</summary>
    public virtual void StopProcessing(CancellationToken cancellationToken = default) => StopAsync(cancellationToken).GetAwaiter().GetResult();

    /// <summary>Stops: waits for the batch handlers, and lets go of the partitions. Must not be called by a batch handler.</summary>
    /// <param name="cancellationToken">Ends the wait for a start or stop that is under way; then it has no influence any more.</param>
    public virtual Task StopProcessingAsync(CancellationToken cancellationToken = default) => StopAsync(cancellationToken);

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        await EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_loop is not null)
            {
                return;
            }

            _partitions.Clear();
            _balancer ??= CreateBalancer();
            _running?.Dispose();
            _running = new CancellationTokenSource();
            var token = _running.Token;
            _loop = Task.Factory.StartNew(
                () => RunAsync(token), CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default).Unwrap();

            await ValidateProcessingPreconditions(cancellationToken).ConfigureAwait(false);
            WarnOfBadIntervals();
        }
        catch (AggregateException exception)
        {
            await _running.CancelAsync().ConfigureAwait(false);

            // What prevents the start is worth telling, not what then goes wrong in cleaning up.
            await StopEnteredAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw exception.Flatten();
        }
        catch (OperationCanceledException exception)
        {
            throw new TaskCanceledException(exception.Message, exception, cancellationToken);
        }
        finally
        {
            _lifecycle.Release();
        }
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        await EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await StopEnteredAsync().ConfigureAwait(false);
        }
        finally
        {
            _lifecycle.Release();
        }
    }

    private async Task StopEnteredAsync()
    {
        if (_loop is null)
        {
            return;
        }

        await _running.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_partitions.Keys.Select(id => StopPartitionAsync(id, Processor.ProcessingStoppedReason.Shutdown, CancellationToken.None))).ConfigureAwait(false);

        // If this fails the loop stays on record: another stop has to succeed before the next start.
        await _balancer.RelinquishAsync(CancellationToken.None).ConfigureAwait(false);
        _partitions.Clear();
        _loop = null;
    }

    private async Task EnterAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _lifecycle.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception)
        {
            throw new TaskCanceledException(exception.Message, exception, cancellationToken);
        }
    }

    private bool HasLiveLoop()
    {
        var loop = _loop;
        if (loop is null && _lifecycle.Wait(RunningCheckLimit))
        {
            loop = _loop;
            _lifecycle.Release();
        }

        return loop is { IsCompleted: false };
    }

    private void WarnOfBadIntervals()
    {
        var update = _options.LoadBalancingUpdateInterval;
        var expiration = _options.PartitionOwnershipExpirationInterval;
        if (expiration < update * 2)
        {
            ReportError(
                new EventHubsException(
                    true,
                    EventHubName,
                    $"The ownership of partitions expires after {expiration.TotalSeconds} seconds and is renewed each {update.TotalSeconds} seconds, so that a single late renewal loses partitions. "
                    + "The expiration should be at least 3 times the update interval"),
                null,
                OperationText.LoadBalancing);
        }
    }

    private PartitionLoadBalancer CreateBalancer() => new(
        new BalancerSettings
        {
            FullyQualifiedNamespace = FullyQualifiedNamespace,
            EventHubName = EventHubName,
            ConsumerGroup = ConsumerGroup,
            Identifier = Identifier,
            UpdateInterval = _options.LoadBalancingUpdateInterval,
            ExpirationInterval = _options.PartitionOwnershipExpirationInterval,
        },
        new OwnershipStore(ListOwnershipAsync, ClaimOwnershipAsync));
}
