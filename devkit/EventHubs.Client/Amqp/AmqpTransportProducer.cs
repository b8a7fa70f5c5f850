#nullable enable
using Azure.Messaging.EventHubs.Amqp.Messages;
using Azure.Messaging.EventHubs.Core;
using Azure.Messaging.EventHubs.Core.Transport;
using Azure.Messaging.EventHubs.Producer;
using Devkit.Amqp;
using Devkit.Amqp.Connections;
using Devkit.Amqp.Messaging;
using Devkit.Amqp.Types;
using Reason = Azure.Messaging.EventHubs.EventHubsException.FailureReason;

namespace Azure.Messaging.EventHubs.Amqp;

/// <summary>A sender to a hub, or to one of its partitions, over AMQP.</summary>
internal sealed class AmqpTransportProducer : ITransportProducer
{
    private readonly ConnectionScope _scope;
    private readonly string _identifier;
    private readonly EventHubsRetryPolicy _retryPolicy;
    private readonly string _path;
    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly CancellationTokenSource _closing = new();
    private AmqpSender? _link;

    public AmqpTransportProducer(ConnectionScope scope, string? partitionId, string identifier, EventHubsRetryPolicy retryPolicy)
    {
        _scope = scope;
        _identifier = identifier;
        _retryPolicy = retryPolicy;
        _path = partitionId is null ? Hub : $"{Hub}/Partitions/{partitionId}";
    }

    private string Hub => _scope.Target.EventHubName;

    public async Task SendAsync(IReadOnlyCollection<EventData> events, SendEventOptions options, CancellationToken cancellationToken)
    {
        using var batch = new AmqpEventBatch(long.MaxValue, options.PartitionKey);
        foreach (var eventData in events)
        {
            batch.TryAdd(eventData);
        }

        await SendAsync(batch, cancellationToken).ConfigureAwait(false);
    }

    public Task SendAsync(ITransportBatch batch, SendEventOptions options, CancellationToken cancellationToken) => batch switch
    {
        AmqpEventBatch encoded => SendAsync(encoded, cancellationToken),
        ListBatch list => SendAsync([.. list.Events], options, cancellationToken),
        _ => throw new NotSupportedException($"A batch of the type {batch.GetType()} cannot be sent over AMQP."),
    };

    public async ValueTask<ITransportBatch> CreateBatchAsync(CreateBatchOptions options, CancellationToken cancellationToken)
    {
        ThrowIfClosed();
        var limit = MaximumOf(await RetryRunner.RunAsync(_retryPolicy, Hub, GetLinkAsync, cancellationToken).ConfigureAwait(false));
        var maximum = options.MaximumSizeInBytes ?? limit;
        if (maximum > limit || maximum < EventHubProducerClient.MinimumBatchSizeInBytes)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), maximum, $"The size of a batch must be {EventHubProducerClient.MinimumBatchSizeInBytes} to {limit} bytes, the limit of the service.");
        }

        return new AmqpEventBatch(maximum, options.PartitionKey);
    }

    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_link is { IsOpen: true } link)
            {
                await Closing.CloseAsync(link, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _opening.Release();
        }
    }

    private async Task SendAsync(AmqpEventBatch batch, CancellationToken cancellationToken)
    {
        ThrowIfClosed();
        await RetryRunner.RunAsync(
            _retryPolicy,
            Hub,
            async (timeout, token) =>
            {
                var link = await GetLinkAsync(timeout, token).ConfigureAwait(false);
                var message = batch.ToMessage();
                if (message.Length > MaximumOf(link))
                {
                    throw new EventHubsException(
                        Hub, $"The message has {message.Length} bytes, and the limit of the service is {MaximumOf(link)} bytes", Reason.MessageSizeExceeded);
                }

                ThrowUnlessAccepted(await link.SendAsync(message, token).ConfigureAwait(false));
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    private void ThrowUnlessAccepted(DeliveryState outcome)
    {
        switch (outcome)
        {
            case AcceptedState:
                return;
            case RejectedState { Error: { } error }:
                throw new AmqpException(AmqpErrorScope.Link, error);
            default:
                throw new EventHubsException(true, Hub, $"The service did not accept the events: {outcome.GetType().Name}", Reason.GeneralError);
        }
    }

    private async Task<AmqpSender> GetLinkAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (_link is { IsOpen: true } open)
        {
            return open;
        }

        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        try
        {
            ThrowIfClosed();
            return _link is { IsOpen: true } other ? other : _link = await OpenAsync(timeout, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw ClosedClient.Exception(Hub, nameof(EventHubProducerClient));
        }
        finally
        {
            _opening.Release();
        }
    }

    private async Task<AmqpSender> OpenAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var address = _scope.AddressOf(_path);
        var connection = await _scope.GetAsync(timeout, cancellationToken).ConfigureAwait(false);
        var expiresOn = await connection.Authorizer.AuthorizeAsync(address, timeout, cancellationToken).ConfigureAwait(false);
        var session = await connection.Connection.BeginSessionAsync(null, cancellationToken).ConfigureAwait(false);
        try
        {
            var link = await session.AttachSenderAsync(OptionsFor(address, timeout), cancellationToken).ConfigureAwait(false);
            _ = connection.Authorizer.KeepAuthorizedAsync(link, address, expiresOn);
            return link;
        }
        catch
        {
            await Closing.CloseAsync(session).ConfigureAwait(false);
            throw;
        }
    }

    private SenderOptions OptionsFor(Uri address, TimeSpan timeout) => new()
    {
        Name = _scope.NextLinkName(),
        Source = new AmqpSource { Address = _identifier },
        Target = new AmqpTarget { Address = address.AbsolutePath },
        Properties = new AmqpMap
        {
            [AmqpSymbol.FromString(AmqpNames.Timeout)] = (uint)timeout.TotalMilliseconds,
            [AmqpSymbol.FromString(AmqpNames.EntityType)] = AmqpNames.SenderEntityType,
        },
        DesiredCapabilities = [AmqpNames.GeoReplication],
    };

    // A service that names no limit is not one that this library was made for: the original then fails every send, with "-1 bytes".
    private static long MaximumOf(AmqpSender link) => link.MaxMessageSize == 0 ? -1 : (long)link.MaxMessageSize;

    private void ThrowIfClosed() => ClosedClient.ThrowIfClosed(_closing.IsCancellationRequested || _scope.IsClosed, Hub, nameof(EventHubProducerClient));
}
