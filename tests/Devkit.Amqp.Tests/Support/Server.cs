using System.Net;
using Devkit.Amqp.Connections;

namespace Devkit.Amqp.Tests.Support;

/// <summary>A server on loopback, and clients of it.</summary>
internal sealed class Server : IAsyncDisposable
{
    private readonly AmqpListener _listener;

    public Server(Action<AttachRequest>? onAttach = null, ListenerOptions? options = null)
    {
        Host = onAttach is null ? TestHost.AcceptingAll() : new TestHost(onAttach);
        _listener = AmqpListener.Start(new IPEndPoint(IPAddress.Loopback, 0), options ?? new ListenerOptions(), Host);
    }

    public TestHost Host { get; }

    public AmqpListener Listener => _listener;

    public int Port => _listener.EndPoint.Port;

    public Task<AmqpConnection> ConnectAsync(ClientOptions? options = null) =>
        AmqpConnection.ConnectAsync("127.0.0.1", Port, options ?? new ClientOptions(), TestContext.Current.CancellationToken).Time();

    public async Task<AmqpSession> BeginAsync(ClientOptions? options = null) => await (await ConnectAsync(options)).BeginSessionAsync().Time();

    /// <summary>Waits until no connection is left: nobody hangs.</summary>
    public Task IsEmptyAsync() => Eventually.IsTrueAsync(() => _listener.Connections.Count == 0);

    public ValueTask DisposeAsync() => _listener.DisposeAsync();
}
