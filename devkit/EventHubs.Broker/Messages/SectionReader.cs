namespace Devkit.EventHubs.Broker.Messages;

/// <summary>Steps through the sections of an encoded message.</summary>
internal ref struct SectionReader
{
    private readonly ReadOnlySpan<byte> _message;
    private int _next;

    public SectionReader(ReadOnlySpan<byte> message)
    {
        _message = message;
    }

    /// <summary>Descriptor code of the current section.</summary>
    public byte Code { get; private set; }

    /// <summary>Where the current section begins, its descriptor included.</summary>
    public int Start { get; private set; }

    /// <summary>Where the value of the current section begins.</summary>
    public int ValueStart { get; private set; }

    /// <summary>Where the current section ends.</summary>
    public readonly int End => _next;

    /// <summary>The encoded value of the current section.</summary>
    public readonly ReadOnlySpan<byte> Value => _message[ValueStart.._next];

    /// <summary>Moves to the next section.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="FormatException">The bytes are not a message.</exception>
    public bool Read()
    {
        if (_next == _message.Length)
        {
            return false;
        }

        ReadOnlySpan<byte> rest = _message[_next..];
        (Code, int descriptor) = rest switch
        {
            [0x00, 0x53, byte code, ..] => (code, 3),
            [0x00, 0x80, 0, 0, 0, 0, 0, 0, 0, byte code, ..] => (code, 10),
            _ => throw new FormatException("A message section was expected."),
        };
        if (Code is < SectionCode.Header or > SectionCode.Footer)
        {
            throw new FormatException($"0x{Code:x2} is no section of a message.");
        }

        Start = _next;
        ValueStart = _next + descriptor;
        _next = ValueStart + EncodedValue.Measure(_message[ValueStart..]);
        return true;
    }

    /// <summary>The content of a data section: the bytes of its binary value, as a range of the message.</summary>
    /// <exception cref="FormatException">The section's value is not binary.</exception>
    public readonly Range ReadBinary() => _message[ValueStart] switch
    {
        0xa0 => (ValueStart + 2).._next,
        0xb0 => (ValueStart + 5).._next,
        _ => throw new FormatException("A data section holds something else than binary."),
    };
}
