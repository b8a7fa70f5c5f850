using Azure.Messaging.EventHubs;

namespace Checkpointing.Processor.Receiving;

/// <summary>A connection to the hub that all share who need one at the same time, and that is closed when nobody does any more.</summary>
internal sealed class SharedHubConnection
{
    private readonly Func<EventHubConnection> _connect;
    private readonly Lock _lock = new();
    private EventHubConnection? _connection;
    private int _users;

    public SharedHubConnection(Func<EventHubConnection> connect) => _connect = connect;

    /// <summary>Does something over the connection.</summary>
    public async Task<T> UseAsync<T>(Func<EventHubConnection, Task<T>> work)
    {
        EventHubConnection connection = Enter();
        try
        {
            return await work(connection).ConfigureAwait(false);
        }
        finally
        {
            await LeaveAsync().ConfigureAwait(false);
        }
    }

    private EventHubConnection Enter()
    {
        lock (_lock)
        {
            EventHubConnection connection = _connection ??= _connect();
            _users++;
            return connection;
        }
    }

    private async Task LeaveAsync()
    {
        EventHubConnection? unused = null;
        lock (_lock)
        {
            if (--_users == 0)
            {
                (unused, _connection) = (_connection, null);
            }
        }

        if (unused is not null)
        {
            await unused.CloseAsync(CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
