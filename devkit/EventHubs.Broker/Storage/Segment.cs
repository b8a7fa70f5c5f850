namespace Devkit.EventHubs.Broker.Storage;

/// <summary>
/// A run of consecutive records in one buffer, with the position of each. Only the partition's log changes it, under its
/// lock; readers hold a lease, which keeps the buffer from being used again.
/// </summary>
internal sealed class Segment
{
    private readonly SegmentBuffers _buffers;
    private readonly SegmentFile? _file;
    private int[] _positions = new int[64];
    private int _leases;
    private bool _isRetired;

    public Segment(SegmentBuffers buffers, int minimumLength, long firstSequenceNumber, long baseOffset, SegmentFile? file)
    {
        _buffers = buffers;
        _file = file;
        Buffer = buffers.Rent(minimumLength);
        FirstSequenceNumber = firstSequenceNumber;
        BaseOffset = baseOffset;
    }

    public byte[] Buffer { get; }

    public long FirstSequenceNumber { get; }

    /// <summary>Offset of the partition at which the segment begins.</summary>
    public long BaseOffset { get; }

    /// <summary>Bytes that committed records take.</summary>
    public int Length { get; private set; }

    /// <summary>Number of committed records.</summary>
    public int Count { get; private set; }

    public long NextSequenceNumber => FirstSequenceNumber + Count;

    public long EndOffset => BaseOffset + Length;

    /// <summary>Where each committed record begins. Entries up to <see cref="Count"/> never change.</summary>
    public int[] Positions => _positions;

    /// <summary>Makes records visible that were written behind the committed ones.</summary>
    /// <param name="lengths">Length of each.</param>
    public void Commit(ReadOnlySpan<int> lengths)
    {
        int end = Length;
        if (Count + lengths.Length > _positions.Length)
        {
            Array.Resize(ref _positions, Math.Max(Count + lengths.Length, _positions.Length * 2));
        }

        int count = Count;
        foreach (int length in lengths)
        {
            _positions[count++] = end;
            end += length;
        }

        _file?.Write(Length, Buffer.AsSpan(Length, end - Length));
        Length = end;
        Count = count;
    }

    /// <summary>Adopts what a file held when the broker started.</summary>
    /// <returns>Whether every byte of it was a sound record.</returns>
    public bool Recover(ReadOnlySpan<byte> content)
    {
        content.CopyTo(Buffer);
        while (LogRecord.MeasureSound(content[Length..], NextSequenceNumber) is var length and > 0)
        {
            if (Count == _positions.Length)
            {
                Array.Resize(ref _positions, _positions.Length * 2);
            }

            _positions[Count++] = Length;
            Length += length;
        }

        return Length == content.Length;
    }

    public ReadOnlyMemory<byte> Record(int index)
    {
        int start = _positions[index];
        int end = index + 1 < Count ? _positions[index + 1] : Length;
        return Buffer.AsMemory(start, end - start);
    }

    public long EnqueuedTimeOf(int index) => LogRecord.ReadEnqueuedTime(Buffer.AsSpan(_positions[index]));

    public long OffsetOf(int index) => BaseOffset + _positions[index];

    public void AddLease() => _leases++;

    public void ReleaseLease()
    {
        _leases--;
        FreeWhenUnused();
    }

    /// <summary>Retention has passed the segment: its file goes at once, its buffer when the last reader leaves it.</summary>
    public void Retire()
    {
        _isRetired = true;
        _file?.Delete();
        FreeWhenUnused();
    }

    public void Close() => _file?.Dispose();

    private void FreeWhenUnused()
    {
        if (_isRetired && _leases == 0)
        {
            _buffers.Return(Buffer);
        }
    }
}
