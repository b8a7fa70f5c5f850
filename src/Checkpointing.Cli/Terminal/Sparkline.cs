namespace Checkpointing.Cli.Terminal;

/// <summary>A plot of one line, from values to eighths of a block.</summary>
internal static class Sparkline
{
    private const string Blocks = "▁▂▃▄▅▆▇█";

    /// <summary>Draws the last values that fit into a width, from zero to the greatest.</summary>
    public static string Draw(IReadOnlyCollection<long> values, int width)
    {
        long[] shown = [.. values.TakeLast(Math.Max(width, 1))];
        long most = shown.Append(1).Max();
        return string.Concat(shown.Select(value => Blocks[(int)(Math.Max(value, 0) * (double)(Blocks.Length - 1) / most)]));
    }
}
