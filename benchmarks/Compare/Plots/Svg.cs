using System.Globalization;
using System.Security;
using System.Text;

namespace Compare.Plots;

/// <summary>Writes one SVG picture with the colours of all plots, for light and dark.</summary>
internal sealed class Svg
{
    /// <summary>How wide every plot is.</summary>
    public const double Width = 760;

    private const string Style = """
        <style>
          text { font: 13px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #1f2328 }
          .title { font-size: 16px; font-weight: 600 } .soft { fill: #59636e; font-size: 12px } .paper { fill: #ffffff } .value { paint-order: stroke; stroke: #ffffff; stroke-width: 4px } .grid { stroke: #d1d9e0; stroke-width: 1 }
          .c0 { color: #6e7781 } .c1 { color: #0969da } .c2 { color: #1a7f37 } .c3 { color: #cf222e } .c4 { color: #bc4c00 } .c5 { color: #8250df } .c6 { color: #1f2328 } .c7 { color: #afb8c1 }
          .fill { fill: currentColor } .line { stroke: currentColor; stroke-width: 2; fill: none } .dashed { stroke-dasharray: 6 4 }
          @media (prefers-color-scheme: dark) {
            text { fill: #f0f6fc } .soft { fill: #9198a1 } .paper { fill: #0d1117 } .value { stroke: #0d1117 } .grid { stroke: #3d444d }
            .c0 { color: #9ea7b3 } .c1 { color: #58a6ff } .c2 { color: #3fb950 } .c3 { color: #ff7b72 } .c4 { color: #f0883e } .c5 { color: #bc8cff } .c6 { color: #f0f6fc } .c7 { color: #545d68 }
          }
        </style>

        """;

    private readonly StringBuilder _text = new();

    /// <summary>Begins a picture.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="subtitle">How to read it.</param>
    /// <param name="height">How high it is.</param>
    public Svg(string title, string subtitle, double height)
    {
        Append($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {height}" width="{Width}" height="{height}" role="img" aria-label="{SecurityElement.Escape(title)}">""");
        _text.Append('\n').Append(Style);
        Append($"""<rect class="paper" width="{Width}" height="{height}" rx="6"/>""");
        Text(20, 28, title, "title").Text(20, 47, subtitle, "soft");
    }

    /// <summary>A text.</summary>
    public Svg Text(double x, double y, string text, string style = "", string anchor = "start") =>
        Append($"""<text x="{x:0.#}" y="{y:0.#}" class="{style}" text-anchor="{anchor}">{SecurityElement.Escape(text)}</text>""");

    /// <summary>A line of the grid.</summary>
    public Svg Grid(double x1, double y1, double x2, double y2) => Append($"""<line class="grid" x1="{x1:0.#}" y1="{y1:0.#}" x2="{x2:0.#}" y2="{y2:0.#}"/>""");

    /// <summary>A filled rectangle in a colour.</summary>
    public Svg Bar(double x, double y, double width, double height, int color) =>
        Append($"""<rect class="fill c{color}" x="{x:0.#}" y="{y:0.#}" width="{Math.Max(width, 1):0.#}" height="{height:0.#}" rx="2"/>""");

    /// <summary>A point in a colour.</summary>
    public Svg Point(double x, double y, int color) => Append($"""<circle class="fill c{color}" cx="{x:0.#}" cy="{y:0.#}" r="3.5"/>""");

    /// <summary>A line through points in a colour.</summary>
    public Svg Line(IEnumerable<(double X, double Y)> points, int color, bool isDashed)
    {
        string path = string.Join(' ', points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X:0.#},{point.Y:0.#}")));
        return Append($"""<polyline class="line c{color}{(isDashed ? " dashed" : "")}" points="{path}"/>""");
    }

    /// <summary>The picture.</summary>
    public override string ToString() => _text + "</svg>\n";

    private Svg Append(FormattableString element)
    {
        _text.Append(element.ToString(CultureInfo.InvariantCulture)).Append('\n');
        return this;
    }
}
