using System.Text;

namespace Compare.Reports;

/// <summary>Text with tables.</summary>
internal sealed class Markdown
{
    private readonly StringBuilder _text = new();

    /// <summary>A heading with an empty line on both sides.</summary>
    public Markdown Heading(string text) => Line().Line($"## {text}").Line();

    /// <summary>A line.</summary>
    public Markdown Line(string text = "")
    {
        _text.Append(text).Append('\n');
        return this;
    }

    /// <summary>A table; its first column is text, and the others are numbers if they begin with <c>&gt;</c>.</summary>
    /// <param name="columns">The heads.</param>
    /// <param name="rows">The rows.</param>
    public Markdown Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        Line($"| {string.Join(" | ", columns.Select(column => column.TrimStart('>')))} |");
        Line($"|{string.Concat(columns.Select(column => column.StartsWith('>') ? "--:|" : "---|"))}");
        foreach (IReadOnlyList<string> row in rows)
        {
            Line($"| {string.Join(" | ", row)} |");
        }

        return this;
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();
}
