using System.Buffers;

namespace Devkit.Amqp.Fuzz;

/// <summary>Bytes that lie in two buffers.</summary>
internal sealed class Segments : ReadOnlySequenceSegment<byte>
{
    private Segments(ReadOnlyMemory<byte> memory, long runningIndex)
    {
        Memory = memory;
        RunningIndex = runningIndex;
    }

    /// <summary>The bytes with a border in front of the given position.</summary>
    public static ReadOnlySequence<byte> Split(byte[] bytes, int position)
    {
        Segments first = new(bytes.AsMemory(0, position), 0);
        Segments second = new(bytes.AsMemory(position), position);
        first.Next = second;
        return new ReadOnlySequence<byte>(first, 0, second, second.Memory.Length);
    }
}
