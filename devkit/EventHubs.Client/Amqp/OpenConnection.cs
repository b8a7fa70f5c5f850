#nullable enable
using Azure.Messaging.EventHubs.Authorization;
using Devkit.Amqp.Connections;

namespace Azure.Messaging.EventHubs.Amqp;

/// <summary>A connection while it lasts, with what lives on it.</summary>
internal sealed class OpenConnection
{
    private readonly SemaphoreSlim _opening = new(1, 1);
    private RequestLink? _management;

    public OpenConnection(AmqpConnection connection, TokenProvider tokens)
    {
        Connection = connection;
        Authorizer = new CbsAuthorizer(connection, tokens);
    }

    public AmqpConnection Connection { get; }

    public CbsAuthorizer Authorizer { get; }

    public async Task<RequestLink> GetManagementAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _management is { IsOpen: true }
                ? _management
                : _management = await RequestLink.OpenAsync(Connection, AmqpNames.ManagementNode, timeout, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _opening.Release();
        }
    }
}
