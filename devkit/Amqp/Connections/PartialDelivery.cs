using System.Buffers;

namespace Devkit.Amqp.Connections;

/// <summary>A delivery whose last frame has not come yet.</summary>
internal sealed class PartialDelivery
{
    private byte[] _buffer;

    public PartialDelivery(int capacity) => _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    public required uint Id { get; init; }

    public required uint MessageFormat { get; init; }

    public required byte[] Tag { get; init; }

    public bool IsSettled { get; set; }

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Payload => _buffer.AsMemory(0, Length);

    public void Append(ReadOnlySpan<byte> payload)
    {
        if (payload.Length > _buffer.Length - Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(2 * _buffer.Length, Length + payload.Length));
            Payload.Span.CopyTo(larger);
            Release();
            _buffer = larger;
        }

        payload.CopyTo(_buffer.AsSpan(Length));
        Length += payload.Length;
    }

    /// <summary>Gives the buffer back to its pool.</summary>
    public void Release()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }
}
