using System.Net;
using System.Net.Sockets;

namespace Checkpointing.Tests.Services;

/// <summary>Loopback ports for servers that have to be told theirs, and that have it again after a restart.</summary>
public static class Ports
{
    /// <summary>The lowest port given.</summary>
    public const int Lowest = 10_000;

    /// <summary>
    /// The highest port given. Linux takes the ports of outgoing connections from 32,768 on, other systems from higher ones: one of those may go to a neighbour's connection
    /// between the look and the start, or while the server is down, or to a client that knocks at it and so gets connected to itself.
    /// </summary>
    public const int Highest = 32_767;

    private const int Attempts = 5;

    /// <summary>A port that nobody listens on now.</summary>
    public static int Free()
    {
        while (true)
        {
            int port = Random.Shared.Next(Lowest, Highest + 1);
            try
            {
                using TcpListener listener = new(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException failure) when (failure.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
            {
            }
        }
    }

    /// <summary>Starts a server on a free port, and on another one if somebody took that port in between.</summary>
    /// <param name="startAsync">Starts it on a port; what it left behind is gone when it throws.</param>
    /// <exception cref="InvalidOperationException">It did not start on any of several ports.</exception>
    public static async Task<TServer> StartAsync<TServer>(Func<int, Task<TServer>> startAsync)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await startAsync(Free());
            }
            catch (InvalidOperationException) when (attempt < Attempts)
            {
            }
        }
    }
}
