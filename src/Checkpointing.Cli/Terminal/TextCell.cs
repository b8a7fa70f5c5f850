namespace Checkpointing.Cli.Terminal;

/// <summary>A cell of a <see cref="TextTable"/>.</summary>
/// <param name="Text">The text.</param>
/// <param name="Style">How it is shown where there are colours.</param>
internal readonly record struct TextCell(string Text, Style Style = Style.Plain)
{
    /// <summary>A cell without a style.</summary>
    public static implicit operator TextCell(string text) => new(text);
}
