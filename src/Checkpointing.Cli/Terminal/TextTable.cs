namespace Checkpointing.Cli.Terminal;

/// <summary>A table that fits the screen: texts are cut first, then whole columns are left out by their rank. Fast enough for ten thousand rows.</summary>
internal sealed class TextTable
{
    private const int Gap = 2;

    private readonly TextColumn[] _columns;
    private readonly List<TextCell[]> _rows = [];

    public TextTable(params TextColumn[] columns) => _columns = columns;

    /// <summary>Adds a row, with a cell for each column.</summary>
    public void Add(params TextCell[] cells) => _rows.Add(cells);

    /// <summary>Writes the table.</summary>
    public void Write(Screen screen) => Write(screen, () => { });

    /// <summary>Writes the table.</summary>
    /// <param name="screen">Where to.</param>
    /// <param name="endLine">What is to be done before each line ends.</param>
    public void Write(Screen screen, Action endLine)
    {
        (int[] shown, int[] widths) = Fit(screen.Width);
        WriteRow(screen, shown, widths, column => new TextCell(_columns[column].Header, Style.Faint), endLine);
        foreach (TextCell[] row in _rows)
        {
            WriteRow(screen, shown, widths, column => row[column], endLine);
        }
    }

    private void WriteRow(Screen screen, int[] shown, int[] widths, Func<int, TextCell> cell, Action endLine)
    {
        for (int position = 0; position < shown.Length; position++)
        {
            int column = shown[position];
            TextCell content = cell(column);
            string text = Words.Fit(Words.Visible(content.Text), widths[column]);
            string padding = new(' ', widths[column] - text.Length);
            bool isLast = position == shown.Length - 1;
            screen.Write(_columns[column].IsRight ? padding : "");
            screen.Write(text, content.Style);
            screen.Write(isLast ? "" : (_columns[column].IsRight ? "" : padding) + new string(' ', Gap));
        }

        endLine();
        screen.WriteLine();
    }

    /// <summary>The columns that are shown, and how wide each is.</summary>
    private (int[] Shown, int[] Widths) Fit(int width)
    {
        int[] natural = [.. _columns.Select((column, index) => _rows.Select(row => row[index].Text.Length).Append(column.Header.Length).Max())];
        List<int> shown = [.. Enumerable.Range(0, _columns.Length)];
        while (true)
        {
            int[] widths = [.. natural];
            if (Shrink(shown, widths, width) || shown.All(column => _columns[column].Rank == 0))
            {
                return ([.. shown], widths);
            }

            shown.Remove(shown.MaxBy(column => _columns[column].Rank));
        }
    }

    /// <summary>Cuts the widest of those that may be cut, until all fit.</summary>
    private bool Shrink(List<int> shown, int[] widths, int width)
    {
        while (shown.Sum(column => (long)widths[column]) + (Gap * (shown.Count - 1)) > width)
        {
            int[] candidates = [.. shown.Where(column => _columns[column].Least is { } least && widths[column] > Math.Max(least, _columns[column].Header.Length))];
            if (candidates.Length == 0)
            {
                return false;
            }

            widths[candidates.MaxBy(column => widths[column])]--;
        }

        return true;
    }
}
