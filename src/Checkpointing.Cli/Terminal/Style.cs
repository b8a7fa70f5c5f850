namespace Checkpointing.Cli.Terminal;

/// <summary>How a text is shown on a terminal with colours; elsewhere it makes no difference, so no meaning lies in it alone.</summary>
internal enum Style
{
    Plain,
    Faint,
    Strong,
    Good,
    Warning,
    Bad,
}
