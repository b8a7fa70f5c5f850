using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;

namespace Harness.Network;

/// <summary>
/// Delivers bytes after a time. It has a thread of its own: timers tick in whole milliseconds, which would make two of one. All delays of a courier are the same at any one time, so
/// that what was handed in first is due first.
/// </summary>
internal sealed class Courier : IDisposable
{
    private readonly BlockingCollection<(long Due, Socket To, byte[] Bytes)> _parcels = [];
    private readonly Thread _thread;

    public Courier()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "courier" };
        _thread.Start();
    }

    /// <summary>Takes bytes, and returns at once.</summary>
    /// <param name="to">Who gets them.</param>
    /// <param name="bytes">The bytes; copied.</param>
    /// <param name="delay">How long from now.</param>
    public void Deliver(Socket to, ReadOnlySpan<byte> bytes, TimeSpan delay) =>
        _parcels.Add((Stopwatch.GetTimestamp() + (long)(delay.TotalSeconds * Stopwatch.Frequency), to, bytes.ToArray()));

    /// <summary>Delivers what is left, and ends.</summary>
    public void Dispose()
    {
        _parcels.CompleteAdding();
        _thread.Join();
        _parcels.Dispose();
    }

    private void Run()
    {
        foreach ((long due, Socket to, byte[] bytes) in _parcels.GetConsumingEnumerable())
        {
            for (TimeSpan left; (left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due)) > TimeSpan.Zero;)
            {
                Sleep.For(left);
            }

            try
            {
                to.Send(bytes);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // The connection has ended while they were on their way.
            }
        }
    }
}
