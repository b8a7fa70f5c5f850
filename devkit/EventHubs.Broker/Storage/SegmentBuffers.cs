using System.Collections.Concurrent;

namespace Devkit.EventHubs.Broker.Storage;

/// <summary>Hands out the memory of segments, and takes back what retention has freed, so that a steady stream allocates nothing.</summary>
internal sealed class SegmentBuffers
{
    /// <summary>Size of a usual segment in bytes.</summary>
    public const int SegmentLength = 1 << 20;

    private const int MostKept = 32;

    private readonly ConcurrentBag<byte[]> _free = [];

    /// <summary>A buffer of at least this many bytes, of arbitrary content.</summary>
    public byte[] Rent(int minimumLength) =>
        minimumLength <= SegmentLength && _free.TryTake(out byte[]? buffer)
            ? buffer
            : GC.AllocateUninitializedArray<byte>(Math.Max(minimumLength, SegmentLength));

    /// <summary>Takes back a buffer that nobody reads any more.</summary>
    public void Return(byte[] buffer)
    {
        if (buffer.Length == SegmentLength && _free.Count < MostKept)
        {
            _free.Add(buffer);
        }
    }
}
