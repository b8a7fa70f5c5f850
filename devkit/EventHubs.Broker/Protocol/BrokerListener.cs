using System.Net;
using System.Net.Sockets;
using Devkit.EventHubs.Broker.Faults;
using Devkit.EventHubs.Broker.Hubs;

namespace Devkit.EventHubs.Broker.Protocol;

/// <summary>Accepts clients.</summary>
internal sealed class BrokerListener : IAsyncDisposable
{
    private readonly IPAddress _address;
    private TcpListener? _listener;

    public BrokerListener(EventHubsBrokerOptions options, HubCatalog hubs, FaultRules rules)
    {
        _ = hubs;
        _ = rules;
        _address = options.Address;
        Port = options.Port;
    }

    /// <summary>The name by which clients reach the broker.</summary>
    public string HostName => IPAddress.IsLoopback(_address) ? "localhost" : _address.ToString();

    public int Port { get; private set; }

    public IReadOnlyCollection<IFaultyConnection> Connections { get; } = [];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _listener = new TcpListener(_address, Port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        return Task.CompletedTask;
    }

    public Task StopAsync(FaultError error)
    {
        _ = error;
        _listener?.Dispose();
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _listener?.Dispose();
        return ValueTask.CompletedTask;
    }
}
