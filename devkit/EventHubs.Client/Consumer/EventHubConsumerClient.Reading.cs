using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Azure.Messaging.EventHubs.Core.Transport;

namespace Azure.Messaging.EventHubs.Consumer;

public partial class EventHubConsumerClient
{
    private readonly ConcurrentDictionary<ITransportConsumer, byte> _readers = new();

    /// <summary>Reads all partitions from their earliest event on.</summary>
    public virtual IAsyncEnumerable<PartitionEvent> ReadEventsAsync(CancellationToken cancellationToken = default) =>
        ReadEventsAsync(true, null, cancellationToken);

    /// <summary>Reads all partitions from their earliest event on.</summary>
    public virtual IAsyncEnumerable<PartitionEvent> ReadEventsAsync(ReadEventOptions readOptions, CancellationToken cancellationToken = default) =>
        ReadEventsAsync(true, readOptions, cancellationToken);

    /// <summary>Reads all partitions. Events of different partitions come in no particular order.</summary>
    /// <exception cref="TaskCanceledException">The token was cancelled: reading has no other end.</exception>
    public virtual async IAsyncEnumerable<PartitionEvent> ReadEventsAsync(bool startReadingAtEarliestEvent, ReadEventOptions readOptions = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ThrowIfClosed();
        var options = readOptions?.Clone() ?? new ReadEventOptions();
        var position = startReadingAtEarliestEvent ? EventPosition.Earliest : EventPosition.Latest;
        var partitionIds = await GetPartitionIdsAsync(cancellationToken).ConfigureAwait(false);
        var events = Channel.CreateBounded<PartitionEvent>(new BoundedChannelOptions(options.CacheEventCount) { SingleReader = true });
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pumps = Task.WhenAll(partitionIds.Select(id => PumpAsync(id, position, options, events.Writer, stopping.Token)));
        try
        {
            while (true)
            {
                var (arrived, next) = await ReadNextAsync(events.Reader, options.MaximumWaitTime, cancellationToken).ConfigureAwait(false);
                yield return arrived ? next : default;
            }
        }
        finally
        {
            await stopping.CancelAsync().ConfigureAwait(false);
            await pumps.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Reads one partition.</summary>
    public virtual IAsyncEnumerable<PartitionEvent> ReadEventsFromPartitionAsync(string partitionId, EventPosition startingPosition, CancellationToken cancellationToken = default) =>
        ReadEventsFromPartitionAsync(partitionId, startingPosition, null, cancellationToken);

    /// <summary>Reads one partition, in order.</summary>
    /// <exception cref="TaskCanceledException">The token was cancelled: reading has no other end.</exception>
    public virtual async IAsyncEnumerable<PartitionEvent> ReadEventsFromPartitionAsync(string partitionId, EventPosition startingPosition, ReadEventOptions readOptions, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ThrowIfClosed();
        ArgumentException.ThrowIfNullOrEmpty(partitionId);
        var options = readOptions?.Clone() ?? new ReadEventOptions();
        var consumer = OpenReader(partitionId, startingPosition, options);
        var context = new ConsumerPartitionContext(FullyQualifiedNamespace, EventHubName, ConsumerGroup, partitionId, consumer);
        try
        {
            while (true)
            {
                ThrowIfCancelled(cancellationToken);
                var batch = await consumer.ReceiveAsync(options.CacheEventCount, options.MaximumWaitTime, cancellationToken).ConfigureAwait(false);
                for (var i = 0; i < batch.Count; i++)
                {
                    yield return new PartitionEvent(context, batch[i]);
                    ThrowIfCancelled(cancellationToken);
                }

                if (batch.Count == 0 && options.MaximumWaitTime.HasValue)
                {
                    yield return default;
                }
            }
        }
        finally
        {
            await CloseReaderAsync(consumer, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static void ThrowIfCancelled(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            throw new TaskCanceledException(null, null, cancellationToken);
        }
    }

    private static async ValueTask<(bool Arrived, PartitionEvent Event)> ReadNextAsync(ChannelReader<PartitionEvent> events, TimeSpan? maximumWaitTime, CancellationToken cancellationToken)
    {
        ThrowIfCancelled(cancellationToken);
        if (events.TryRead(out var ready))
        {
            return (true, ready);
        }

        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (maximumWaitTime is { } time)
        {
            waiting.CancelAfter(time);
        }

        try
        {
            return (true, await events.ReadAsync(waiting.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            ThrowIfCancelled(cancellationToken);
            return default;
        }
        catch (ChannelClosedException exception) when (exception.InnerException is { } cause)
        {
            ThrowIfCancelled(cancellationToken);

            // Thrown as it was: what the caller shall see is why a pump ended.
            ExceptionDispatchInfo.Throw(cause);
            throw;
        }
    }

    private async Task PumpAsync(string partitionId, EventPosition position, ReadEventOptions options, ChannelWriter<PartitionEvent> events, CancellationToken cancellationToken)
    {
        var consumer = OpenReader(partitionId, position, options);
        var context = new ConsumerPartitionContext(FullyQualifiedNamespace, EventHubName, ConsumerGroup, partitionId, consumer);
        try
        {
            while (true)
            {
                var batch = await consumer.ReceiveAsync(options.CacheEventCount, null, cancellationToken).ConfigureAwait(false);
                for (var i = 0; i < batch.Count; i++)
                {
                    await events.WriteAsync(new PartitionEvent(context, batch[i]), cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (Exception exception)
        {
            events.TryComplete(exception);
            throw;
        }
        finally
        {
            await CloseReaderAsync(consumer, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private ITransportConsumer OpenReader(string partitionId, EventPosition position, ReadEventOptions options)
    {
        var consumer = _connection.Transport.CreateConsumer(new ConsumerSettings
        {
            ConsumerGroup = ConsumerGroup,
            PartitionId = partitionId,
            Identifier = Identifier,
            Position = position,
            RetryPolicy = _retryPolicy,
            PrefetchCount = options.PrefetchCount,
            PrefetchSizeInBytes = options.PrefetchSizeInBytes,
            OwnerLevel = options.OwnerLevel,
            TrackLastEnqueuedEventProperties = options.TrackLastEnqueuedEventProperties,
        });
        _readers.TryAdd(consumer, 0);
        return consumer;
    }

    private Task CloseReaderAsync(ITransportConsumer consumer, CancellationToken cancellationToken)
    {
        _readers.TryRemove(consumer, out _);
        return consumer.CloseAsync(cancellationToken);
    }

    private Task CloseReadersAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_readers.Keys.Select(reader => CloseReaderAsync(reader, cancellationToken)));
}
