#nullable enable
using Azure.Messaging.EventHubs.Amqp.Messages;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Core;
using Azure.Messaging.EventHubs.Core.Transport;
using Devkit.Amqp.Connections;
using Devkit.Amqp.Messaging;
using Devkit.Amqp.Types;

namespace Azure.Messaging.EventHubs.Amqp;

/// <summary>A reader of one partition over AMQP.</summary>
internal sealed class AmqpTransportConsumer : ITransportConsumer
{
    // The original now and then takes a stolen partition back by mistake; code that uses it has to live with that.
    private const double StealBackChance = 0.1;

    private readonly ConnectionScope _scope;
    private readonly ConsumerSettings _settings;
    private readonly Random _random;
    private readonly string _path;
    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly CancellationTokenSource _closing = new();
    private EventPosition _position;
    private HubReceiver? _receiver;
    private Exception? _stolen;

    public AmqpTransportConsumer(ConnectionScope scope, ConsumerSettings settings, Random random)
    {
        _scope = scope;
        _settings = settings;
        _random = random;
        _position = settings.Position;
        _path = $"{scope.Target.EventHubName}/ConsumerGroups/{settings.ConsumerGroup}/Partitions/{settings.PartitionId}";
    }

    public bool IsClosed => _closing.IsCancellationRequested;

    public LastEnqueuedEventProperties LastEnqueued { get; private set; }

    private string Hub => _scope.Target.EventHubName;

    public async Task<IReadOnlyList<EventData>> ReceiveAsync(int maximumEventCount, TimeSpan? maximumWaitTime, CancellationToken cancellationToken)
    {
        ThrowIfClosed();
        RetryRunner.ThrowIfCancelled(cancellationToken);
        if (_receiver is { } receiver && receiver.TryTake(maximumEventCount) is { } ready)
        {
            return await NoteAsync(ready, receiver).ConfigureAwait(false);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        try
        {
            return await RetryRunner.RunAsync(
                _settings.RetryPolicy,
                Hub,
                (timeout, token) => TakeAsync(maximumEventCount, maximumWaitTime, timeout, token, limit.Token),
                limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (IsClosed && !cancellationToken.IsCancellationRequested)
        {
            throw ClosedClient.Exception(Hub, "The reader of the partition");
        }
        catch (EventHubsException exception) when (exception.Reason == EventHubsException.FailureReason.ServiceTimeout)
        {
            return Array.Empty<EventData>();
        }
        catch (EventHubsException exception) when (exception.Reason == EventHubsException.FailureReason.ConsumerDisconnected && _settings.InvalidateWhenStolen)
        {
            _stolen = exception;
            throw;
        }
    }

    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_receiver is { HasEnded: false } receiver)
            {
                await receiver.CloseAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _opening.Release();
        }
    }

    private async Task<IReadOnlyList<EventData>> TakeAsync(
        int maximumEventCount, TimeSpan? maximumWaitTime, TimeSpan timeout, CancellationToken openingToken, CancellationToken waitingToken)
    {
        var receiver = await GetReceiverAsync(timeout, openingToken).ConfigureAwait(false);

        // Waiting for an event has a limit of its own, which is not that of an attempt.
        return await receiver.TakeAsync(maximumEventCount, maximumWaitTime ?? timeout, waitingToken).ConfigureAwait(false) is { } events
            ? await NoteAsync(events, receiver).ConfigureAwait(false)
            : Array.Empty<EventData>();
    }

    /// <summary>Notes where to go on if the link is lost: behind what is handed out now, even if nobody will have handled it yet.</summary>
    private async Task<List<EventData>> NoteAsync(List<EventData> events, HubReceiver receiver)
    {
        try
        {
            NoteLast((EncodedEvent)events[^1].Received);
            return events;
        }
        catch
        {
            // These events cannot be read and are not handed out, so they must not be skipped either: the next link starts before them.
            Interlocked.CompareExchange(ref _receiver, null, receiver);
            await receiver.CloseAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<HubReceiver> GetReceiverAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (_receiver is { HasEnded: false } open)
        {
            return open;
        }

        if (_stolen is { } stolen)
        {
            throw stolen;
        }

        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ThrowIfClosed();
            if (_receiver is { HasEnded: true } ended)
            {
                _receiver = null;
                await ended.CloseAsync(CancellationToken.None).ConfigureAwait(false);
                if (AmqpErrors.IsStolen(ended.End) && !(_settings.InvalidateWhenStolen && _random.NextDouble() < StealBackChance))
                {
                    throw ended.End!;
                }
            }

            return _receiver = await OpenAsync(timeout, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _opening.Release();
        }
    }

    private async Task<HubReceiver> OpenAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var filter = PositionFilter.For(_position);
        var address = _scope.AddressOf(_path);
        var connection = await _scope.GetAsync(timeout, cancellationToken).ConfigureAwait(false);
        var expiresOn = await connection.Authorizer.AuthorizeAsync(address, timeout, cancellationToken).ConfigureAwait(false);
        var session = await connection.Connection.BeginSessionAsync(null, cancellationToken).ConfigureAwait(false);
        try
        {
            var window = new PrefetchWindow(_settings.PrefetchCount, _settings.PrefetchSizeInBytes);
            var receiver = new HubReceiver(window);
            var link = await session.AttachReceiverAsync(OptionsFor(address, filter, window, receiver), cancellationToken).ConfigureAwait(false);
            _ = receiver.WatchAsync(link);
            _ = connection.Authorizer.KeepAuthorizedAsync(link, address, expiresOn);
            return receiver;
        }
        catch
        {
            await Closing.CloseAsync(session).ConfigureAwait(false);
            throw;
        }
    }

    private ReceiverOptions OptionsFor(Uri address, string filter, PrefetchWindow window, HubReceiver receiver)
    {
        var properties = new AmqpMap
        {
            [AmqpSymbol.FromString(AmqpNames.EntityType)] = AmqpNames.ReceiverEntityType,
            [AmqpSymbol.FromString(AmqpNames.ReceiverName)] = _settings.Identifier,
        };
        if (_settings.OwnerLevel is { } epoch)
        {
            properties[AmqpSymbol.FromString(AmqpNames.Epoch)] = epoch;
        }

        var capabilities = new List<AmqpSymbol> { AmqpNames.GeoReplication };
        if (_settings.TrackLastEnqueuedEventProperties)
        {
            capabilities.Add(AmqpNames.RuntimeMetric);
        }

        return new ReceiverOptions
        {
            Name = _scope.NextLinkName(),
            Source = new AmqpSource
            {
                Address = address.AbsolutePath,
                Filter = new AmqpMap { [AmqpSymbol.FromString(AmqpNames.SelectorFilter)] = new DescribedValue(AmqpNames.SelectorFilterCode, filter) },
            },
            Target = new AmqpTarget { Address = _settings.Identifier },
            SettleMode = SettleMode.Settled,
            Properties = properties,
            DesiredCapabilities = capabilities,
            InitialCredit = window.InitialCredit,
            MaxMessageSize = HubReceiver.LargestMessage,
            OnDelivery = receiver.Deliver,
        };
    }

    private void NoteLast(EncodedEvent last)
    {
        if (last.Offset is { Length: > 0 } offset)
        {
            _position = EventPosition.FromOffset(offset, false);
        }

        if (_settings.TrackLastEnqueuedEventProperties && last.ReadLastEnqueued() is { } newest)
        {
            LastEnqueued = newest;
        }
    }

    private void ThrowIfClosed() => ClosedClient.ThrowIfClosed(IsClosed || _scope.IsClosed, Hub, "The reader of the partition");
}
