#nullable enable
using System.Net.Sockets;
using Azure.Messaging.EventHubs.Core;

namespace Azure.Messaging.EventHubs.Amqp;

/// <summary>Connects a socket whose buffers have the sizes that the options ask for.</summary>
internal static class SizedSocket
{
    public static async Task<NetworkStream> ConnectAsync(ConnectionTarget target, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (target.Options.SendBufferSizeInBytes >= 0)
            {
                socket.SendBufferSize = target.Options.SendBufferSizeInBytes;
            }

            if (target.Options.ReceiveBufferSizeInBytes >= 0)
            {
                socket.ReceiveBufferSize = target.Options.ReceiveBufferSizeInBytes;
            }

            await socket.ConnectAsync(target.Host, target.Port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
