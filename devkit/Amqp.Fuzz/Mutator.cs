using System.Buffers.Binary;

namespace Devkit.Amqp.Fuzz;

/// <summary>Makes new inputs out of kept ones. The same seed makes the same inputs.</summary>
internal sealed class Mutator
{
    private const int MaxLength = 16 * 1024;

    private static readonly byte[] TellingBytes =
    [
        0x00, 0x40, 0x41, 0x43, 0x44, 0x45, 0x50, 0x52, 0x53, 0x54, 0x56, 0x70, 0x80, 0x83, 0x98, 0xA0, 0xA1, 0xA3, 0xB0, 0xB1, 0xC0, 0xC1, 0xD0, 0xD1,
        0xE0, 0xF0, 0x7F, 0xFF, 0x10, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x75, 0x77,
    ];

    private static readonly uint[] TellingNumbers = [0, 1, 2, 127, 128, 255, 256, 65535, 65536, int.MaxValue, 0x80000000, uint.MaxValue, uint.MaxValue - 1];

    private readonly Random _random;

    public Mutator(int seed) => _random = new Random(seed);

    /// <summary>Makes an input out of one or two of the seeds.</summary>
    /// <param name="seeds">The inputs to begin with.</param>
    /// <param name="framed">Whether they are frames, most of which should stay well-formed so that what is inside is looked at.</param>
    public byte[] Mutate(IReadOnlyList<byte[]> seeds, bool framed)
    {
        byte[] input = Pick(seeds);
        if (framed && _random.Next(8) > 0)
        {
            return MutateFrames(input, Pick(seeds));
        }

        return MutateBytes(input, Pick(seeds));
    }

    private byte[] MutateFrames(byte[] input, byte[] other)
    {
        List<byte[]> frames = Split(input);
        List<byte[]> others = Split(other);
        for (int i = _random.Next(1, 4); i > 0 && frames.Count > 0; i--)
        {
            int at = _random.Next(frames.Count);
            switch (_random.Next(8))
            {
                case 0: frames.RemoveAt(at); break;
                case 1: frames.Insert(at, frames[_random.Next(frames.Count)]); break;
                case 2 when others.Count > 0: frames.Insert(at, others[_random.Next(others.Count)]); break;
                case 3: frames[at] = OnChannel(frames[at], _random.Next(3)); break;
                default: frames[at] = Frame(frames[at], MutateBytes(frames[at][8..], others.Count > 0 ? others[^1] : other)); break;
            }
        }

        return [.. frames.SelectMany(frame => frame)];
    }

    private byte[] MutateBytes(byte[] input, byte[] other)
    {
        List<byte> bytes = [.. input];
        for (int i = _random.Next(1, 6); i > 0; i--)
        {
            if (bytes.Count == 0 || bytes.Count > MaxLength)
            {
                break;
            }

            int at = _random.Next(bytes.Count);
            int length = Math.Min(_random.Next(1, 9), bytes.Count - at);
            switch (_random.Next(9))
            {
                case 0: bytes[at] ^= (byte)(1 << _random.Next(8)); break;
                case 1: bytes[at] = (byte)_random.Next(256); break;
                case 2: bytes[at] = TellingBytes[_random.Next(TellingBytes.Length)]; break;
                case 3: bytes[at] += (byte)(_random.Next(2) == 0 ? 1 : 255); break;
                case 4: bytes.RemoveRange(at, length); break;
                case 5: bytes.InsertRange(at, bytes.GetRange(at, length)); break;
                case 6: bytes.Insert(at, TellingBytes[_random.Next(TellingBytes.Length)]); break;
                case 7: SetNumber(bytes, at); break;
                default: Splice(bytes, at, other); break;
            }
        }

        return [.. bytes];
    }

    private void SetNumber(List<byte> bytes, int at)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(number, TellingNumbers[_random.Next(TellingNumbers.Length)]);
        for (int i = 0; i < 4 && at + i < bytes.Count; i++)
        {
            bytes[at + i] = number[i];
        }
    }

    private void Splice(List<byte> bytes, int at, byte[] other)
    {
        if (other.Length > 0)
        {
            int from = _random.Next(other.Length);
            bytes.InsertRange(at, other[from..Math.Min(other.Length, from + _random.Next(1, 64))]);
        }
    }

    private byte[] Pick(IReadOnlyList<byte[]> seeds) => seeds[_random.Next(seeds.Count)];

    private static List<byte[]> Split(byte[] input)
    {
        List<byte[]> frames = [];
        int at = 0;
        while (input.Length - at >= 8)
        {
            uint size = BinaryPrimitives.ReadUInt32BigEndian(input.AsSpan(at));
            if (size < 8 || size > input.Length - at)
            {
                break;
            }

            frames.Add(input[at..(at + (int)size)]);
            at += (int)size;
        }

        return frames;
    }

    private static byte[] Frame(byte[] original, byte[] body)
    {
        byte[] frame = [.. original.AsSpan(0, 8), .. body];
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length);
        return frame;
    }

    private static byte[] OnChannel(byte[] original, int channel)
    {
        byte[] frame = [.. original];
        frame[7] = (byte)channel;
        return frame;
    }
}
