using System.Net;

namespace Devkit.Amqp.Connections;

/// <summary>A server: accepts connections and asks its host about their links.</summary>
public sealed class AmqpListener : IAsyncDisposable
{
    private AmqpListener()
    {
    }

    /// <summary>The address and port that it listens on.</summary>
    public IPEndPoint EndPoint => throw new NotImplementedException();

    /// <summary>The connections that are open, or on their way to it.</summary>
    public IReadOnlyList<AmqpConnection> Connections => throw new NotImplementedException();

    /// <summary>Starts to listen.</summary>
    /// <param name="endPoint">Where; port 0 takes a free one, which <see cref="EndPoint"/> tells.</param>
    /// <param name="options">How.</param>
    /// <param name="host">Who decides.</param>
    public static AmqpListener Start(IPEndPoint endPoint, ListenerOptions options, IAmqpHost host) => throw new NotImplementedException();

    /// <summary>Serves a stream that is connected already, without a listener; the stream then belongs to the connection.</summary>
    /// <returns>The connection, when it is open.</returns>
    public static Task<AmqpConnection> AcceptAsync(Stream stream, ListenerOptions options, IAmqpHost host, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Stops to listen, closes all connections with <c>amqp:connection:forced</c>, and waits for their end.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
