using System.Net;
using Devkit.Amqp.Connections;
using Devkit.EventHubs.Broker.Faults;
using Devkit.EventHubs.Broker.Hubs;

namespace Devkit.EventHubs.Broker.Protocol;

/// <summary>Where clients come in: one AMQP listener at a time, always on the same port.</summary>
internal sealed class BrokerListener : IAsyncDisposable
{
    private readonly EventHubsBrokerOptions _options;
    private readonly BrokerHost _host;
    private AmqpListener? _listener;

    public BrokerListener(EventHubsBrokerOptions options, HubCatalog hubs, FaultRules rules)
    {
        _options = options;
        _host = new BrokerHost(options, hubs, rules);
        Port = options.Port;
    }

    /// <summary>The name by which clients reach the broker.</summary>
    public string HostName => IPAddress.IsLoopback(_options.Address) ? "localhost" : _options.Address.ToString();

    public int Port { get; private set; }

    public IReadOnlyCollection<IFaultyConnection> Connections =>
        [.. (Volatile.Read(ref _listener)?.Connections ?? []).Select(connection => connection.State).OfType<BrokerConnection>()];

    /// <summary>Begins to listen; does nothing where it does already.</summary>
    public void Start()
    {
        if (_listener is not null)
        {
            return;
        }

        var options = new ListenerOptions
        {
            ContainerId = "event-hubs-broker",
            IdleTimeout = _options.IdleTimeout,
            TimeProvider = _options.TimeProvider,
        };
        _listener = AmqpListener.Start(new IPEndPoint(_options.Address, Port), options, _host);
        Port = _listener.EndPoint.Port;
    }

    /// <summary>Stops to listen and closes every connection.</summary>
    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _listener, null) is { } listener)
        {
            await listener.DisposeAsync().ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);
}
