namespace Devkit.Amqp.Types;

/// <summary>
/// A symbol: an ASCII string out of a constrained domain (part 1, section 1.6.21). Peers tell a symbol from a string, so it has a type of its own.
/// </summary>
/// <param name="Text">The characters, all of them ASCII.</param>
public readonly record struct AmqpSymbol(string Text)
{
    /// <summary>Makes a symbol out of a string.</summary>
    public static implicit operator AmqpSymbol(string text) => new(text);

    /// <summary>Makes a symbol out of a string.</summary>
    public static AmqpSymbol FromString(string text) => new(text);

    /// <summary>The characters; empty for the default value.</summary>
    public override string ToString() => Text ?? "";
}
