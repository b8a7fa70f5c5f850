using System.Collections.Concurrent;
using Devkit.Amqp.Connections;
using Devkit.EventHubs.Broker.Faults;

namespace Devkit.EventHubs.Broker.Protocol;

/// <summary>A client's connection and the links that the broker serves on it.</summary>
internal sealed class BrokerConnection : IFaultyConnection
{
    private readonly AmqpConnection _connection;
    private readonly ConcurrentDictionary<IFaultyLink, byte> _links = new(ReferenceEqualityComparer.Instance);

    public BrokerConnection(AmqpConnection connection)
    {
        _connection = connection;
    }

    public IReadOnlyCollection<IFaultyLink> Links => [.. _links.Keys];

    public void Cut() => _connection.Abort();

    public void Freeze() => _connection.Suspend();

    public void Thaw() => _connection.Resume();

    public void Close(FaultError error) => _ = _connection.CloseAsync(error.ToAmqp());

    /// <summary>Keeps a link in the list until it ends.</summary>
    public void Track(IFaultyLink served, AmqpLink link)
    {
        _links.TryAdd(served, 0);
        _ = ForgetAsync(served, link);
    }

    private async Task ForgetAsync(IFaultyLink served, AmqpLink link)
    {
        await link.Closed.ConfigureAwait(false);
        _links.TryRemove(served, out _);
    }
}
