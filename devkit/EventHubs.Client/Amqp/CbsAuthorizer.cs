#nullable enable
using Azure.Messaging.EventHubs.Authorization;
using Devkit.Amqp;
using Devkit.Amqp.Connections;
using Devkit.Amqp.Messaging;
using Devkit.Amqp.Types;

namespace Azure.Messaging.EventHubs.Amqp;

/// <summary>Puts tokens to <c>$cbs</c>, and new ones before they expire, as long as the links live that need them.</summary>
internal sealed class CbsAuthorizer
{
    private static readonly TimeSpan RefreshTimeout = TimeSpan.FromMinutes(1);

    private readonly AmqpConnection _connection;
    private readonly TokenProvider _tokens;
    private readonly SemaphoreSlim _opening = new(1, 1);
    private RequestLink? _link;

    public CbsAuthorizer(AmqpConnection connection, TokenProvider tokens)
    {
        _connection = connection;
        _tokens = tokens;
    }

    /// <summary>Puts a token for an audience.</summary>
    /// <returns>When it expires.</returns>
    public async Task<DateTimeOffset> AuthorizeAsync(Uri audience, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var link = await GetLinkAsync(timeout, cancellationToken).ConfigureAwait(false);
        var token = await _tokens.GetTokenAsync(cancellationToken).ConfigureAwait(false);
        var reply = await link.RequestAsync(
            new AmqpMap
            {
                ["operation"] = "put-token",
                ["type"] = token.Type,
                ["name"] = audience.AbsoluteUri,
                ["expiration"] = token.ExpiresOn,
            },
            AmqpMessage.FromValue(token.Value),
            timeout,
            cancellationToken).ConfigureAwait(false);
        ThrowIfRefused(reply);
        return token.ExpiresOn;
    }

    /// <summary>Keeps a link authorised until it ends.</summary>
    public async Task KeepAuthorizedAsync(AmqpLink link, Uri audience, DateTimeOffset expiresOn)
    {
        var random = new Random();
        while (link.IsOpen)
        {
            using var waiting = new CancellationTokenSource();
            await Task.WhenAny(link.Closed, Task.Delay(TokenRefresh.DelayFor(expiresOn, DateTimeOffset.UtcNow, random.NextDouble()), waiting.Token)).ConfigureAwait(false);
            await waiting.CancelAsync().ConfigureAwait(false);
            if (!link.IsOpen)
            {
                return;
            }

            using var limit = new CancellationTokenSource(RefreshTimeout);
            try
            {
                expiresOn = await AuthorizeAsync(audience, RefreshTimeout, limit.Token).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                // Tried again after the shortest time; if that is too late the service ends the link, and whoever uses it gets to know.
                expiresOn = DateTimeOffset.UtcNow;
            }
        }
    }

    private static void ThrowIfRefused(AmqpMessage reply)
    {
        object? value = null;
        reply.ApplicationProperties?.TryGetValue("status-code", out value);
        var status = value is int code ? code : throw new InvalidCastException("The reply to put-token has no status-code of the type int.");
        if (status is not (200 or 202))
        {
            object? description = null;
            reply.ApplicationProperties?.TryGetValue("status-description", out description);
            throw new AmqpException(
                AmqpErrorScope.Link, AmqpErrors.ConditionOfCbsStatus(status), $"Put token failed. status-code: {status}, status-description: {description}");
        }
    }

    private async Task<RequestLink> GetLinkAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _link is { IsOpen: true }
                ? _link
                : _link = await RequestLink.OpenAsync(_connection, AmqpNames.CbsNode, timeout, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _opening.Release();
        }
    }
}
