using Devkit.Amqp.Types;

namespace Devkit.Amqp.Messaging;

/// <summary>Goes through the data sections of a body without copying them: <c>foreach (ReadOnlyMemory&lt;byte&gt; data in …)</c>.</summary>
public struct DataSectionEnumerator
{
    private readonly ReadOnlyMemory<byte> _body;
    private int _position;

    internal DataSectionEnumerator(ReadOnlyMemory<byte> body) => _body = body;

    /// <summary>The content of the current section.</summary>
    public ReadOnlyMemory<byte> Current { get; private set; }

    /// <summary>This enumerator.</summary>
    public readonly DataSectionEnumerator GetEnumerator() => this;

    /// <summary>Moves to the next section.</summary>
    /// <returns>False behind the last one.</returns>
    /// <exception cref="AmqpException">The body is not made of data sections (<c>amqp:decode-error</c>).</exception>
    public bool MoveNext()
    {
        if (_position == _body.Length)
        {
            return false;
        }

        AmqpReader reader = new(_body.Span[_position..]);
        if (reader.ReadDescriptor() != Descriptor.Data)
        {
            throw AmqpException.Decode("A data section was expected.");
        }

        int length = reader.ReadBinary().Length;
        _position += reader.Position;
        Current = _body.Slice(_position - length, length);
        return true;
    }
}
