namespace Compare.Plots;

/// <summary>Groups of bars, each with its value; on a logarithmic axis unless it is said.</summary>
/// <param name="title">What it shows.</param>
/// <param name="subtitle">How to read it.</param>
/// <param name="show">A value as text.</param>
/// <param name="isLinear">Whether the axis is not logarithmic: for values of one size.</param>
internal sealed class BarPlot(string title, string subtitle, Func<double, string> show, bool isLinear = false)
{
    private const double Left = 100;
    private const double Right = Svg.Width - 90;
    private const double Top = 92;
    private const double BarHeight = 15;
    private const double BarStep = 18;
    private const double GroupGap = 14;
    private const double LegendStep = 18;

    private readonly List<(string Group, List<(double Value, int Series)> Bars)> _groups = [];

    /// <summary>Adds a group.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="bars">The values, each with the number of its series; more than zero.</param>
    public void Add(string name, IEnumerable<(double Value, int Series)> bars) => _groups.Add((name, [.. bars]));

    /// <summary>The picture.</summary>
    /// <param name="series">The names of the series and their colours.</param>
    public string Draw(IReadOnlyList<(string Name, int Color)> series)
    {
        double bottom = Top + _groups.Sum(group => (group.Bars.Count * BarStep) + GroupGap);
        IEnumerable<double> values = _groups.SelectMany(group => group.Bars).Select(bar => bar.Value);
        IAxis axis = isLinear ? new LinearAxis(values, Left, Right) : new LogAxis(values, Left, Right);
        Svg svg = new(title, subtitle, bottom + 34);
        Legend(svg, series);
        foreach (double mark in axis.Marks)
        {
            svg.Grid(axis.At(mark), Top - 6, axis.At(mark), bottom - 4);
            svg.Text(axis.At(mark), bottom + 14, show(mark), "soft", "middle");
        }

        double y = Top;
        foreach ((string group, List<(double Value, int Series)> bars) in _groups)
        {
            svg.Text(Left - 10, y + (bars.Count * BarStep / 2) + 3, group, anchor: "end");
            foreach ((double value, int number) in bars)
            {
                double end = axis.At(value);
                svg.Bar(Left, y, end - Left, BarHeight, series[number].Color);
                svg.Text(end + 5, y + 12, show(value), "soft value");
                y += BarStep;
            }

            y += GroupGap;
        }

        return svg.ToString();
    }

    private static void Legend(Svg svg, IReadOnlyList<(string Name, int Color)> series)
    {
        double x = 20;
        foreach ((string name, int color) in series)
        {
            svg.Bar(x, LegendStep + 44, 11, 11, color);
            svg.Text(x + 16, LegendStep + 54, name, "soft");
            x += 34 + (6.6 * name.Length);
        }
    }
}
