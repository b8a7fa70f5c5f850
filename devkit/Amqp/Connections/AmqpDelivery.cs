namespace Devkit.Amqp.Connections;

/// <summary>A message that arrived. Everything in it is valid only during the call that hands it over: copy what is to stay.</summary>
public readonly ref struct AmqpDelivery
{
    /// <summary>The number under which the delivery is settled, unique in the session.</summary>
    public uint Id { get; init; }

    /// <summary>The sender's tag; may be empty.</summary>
    public ReadOnlySpan<byte> Tag { get; init; }

    /// <summary>Whether the sender has settled it already: no disposition is wanted.</summary>
    public bool IsSettled { get; init; }

    /// <summary>The format of the message; 0 is the one of part 3.</summary>
    public uint MessageFormat { get; init; }

    /// <summary>The encoded sections of the message, out of all of its frames.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }
}
