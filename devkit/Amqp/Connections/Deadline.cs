using System.Net.Sockets;
using System.Security.Authentication;

namespace Devkit.Amqp.Connections;

/// <summary>Bounds the making of a connection, and says what went wrong in this library's terms.</summary>
internal static class Deadline
{
    /// <summary>Runs a part of making a connection within <see cref="ConnectionOptions.HandshakeTimeout"/>.</summary>
    /// <exception cref="AmqpException">It took too long, or the transport failed.</exception>
    public static async Task RunAsync(ConnectionOptions options, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = new(options.HandshakeTimeout, options.TimeProvider);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await work(both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AmqpException(AmqpErrorScope.Transport, "", $"The peer did not answer within {options.HandshakeTimeout}.", exception);
        }
        catch (Exception exception) when (exception is IOException or SocketException or AuthenticationException or ObjectDisposedException)
        {
            throw new AmqpException(AmqpErrorScope.Transport, "", exception.Message, exception);
        }
    }
}
