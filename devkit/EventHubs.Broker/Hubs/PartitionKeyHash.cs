using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Devkit.EventHubs.Broker.Hubs;

/// <summary>
/// Event Hubs' assignment of partition keys to partitions: Bob Jenkins' lookup3 (the variant with two results and both
/// seeds zero) over the key in UTF-8, both results combined and cut to a signed 16-bit number, modulo the partition count.
/// </summary>
/// <remarks>Algorithm: https://burtleburtle.net/bob/c/lookup3.c, <c>hashlittle2</c>. Clients that buffer compute the same.</remarks>
internal static class PartitionKeyHash
{
    private const int BlockLength = 12;

    /// <summary>Index of the partition that events with this key go to.</summary>
    public static int FindPartition(string partitionKey, int partitionCount) =>
        FindPartition(Encoding.UTF8.GetBytes(partitionKey).AsSpan(), partitionCount);

    /// <summary>Index of the partition that events with this key, given in UTF-8, go to.</summary>
    public static int FindPartition(ReadOnlySpan<byte> partitionKey, int partitionCount) => Math.Abs(Compute(partitionKey) % partitionCount);

    /// <summary>The hash itself.</summary>
    public static short Compute(ReadOnlySpan<byte> key)
    {
        uint a, b, c;
        a = b = c = 0xdeadbeef + (uint)key.Length;
        for (; key.Length > BlockLength; key = key[BlockLength..])
        {
            Add(key, ref a, ref b, ref c);
            Mix(ref a, ref b, ref c);
        }

        if (!key.IsEmpty)
        {
            // The reference reads the last bytes one by one; padding them with zeros adds the same.
            Span<byte> tail = stackalloc byte[BlockLength];
            tail.Clear();
            key.CopyTo(tail);
            Add(tail, ref a, ref b, ref c);
            Finish(ref a, ref b, ref c);
        }

        return (short)(b ^ c);
    }

    private static void Add(ReadOnlySpan<byte> block, ref uint a, ref uint b, ref uint c)
    {
        a += BinaryPrimitives.ReadUInt32LittleEndian(block);
        b += BinaryPrimitives.ReadUInt32LittleEndian(block[4..]);
        c += BinaryPrimitives.ReadUInt32LittleEndian(block[8..]);
    }

    private static void Mix(ref uint a, ref uint b, ref uint c)
    {
        MixStep(ref a, ref c, b, 4);
        MixStep(ref b, ref a, c, 6);
        MixStep(ref c, ref b, a, 8);
        MixStep(ref a, ref c, b, 16);
        MixStep(ref b, ref a, c, 19);
        MixStep(ref c, ref b, a, 4);
    }

    private static void MixStep(ref uint target, ref uint source, uint addend, int rotation)
    {
        target = (target - source) ^ BitOperations.RotateLeft(source, rotation);
        source += addend;
    }

    private static void Finish(ref uint a, ref uint b, ref uint c)
    {
        c = (c ^ b) - BitOperations.RotateLeft(b, 14);
        a = (a ^ c) - BitOperations.RotateLeft(c, 11);
        b = (b ^ a) - BitOperations.RotateLeft(a, 25);
        c = (c ^ b) - BitOperations.RotateLeft(b, 16);
        a = (a ^ c) - BitOperations.RotateLeft(c, 4);
        b = (b ^ a) - BitOperations.RotateLeft(a, 14);
        c = (c ^ b) - BitOperations.RotateLeft(b, 24);
    }
}
