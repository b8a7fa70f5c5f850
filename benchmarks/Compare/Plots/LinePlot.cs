namespace Compare.Plots;

/// <summary>Lines over a few places, on a logarithmic axis, each with its name at its end.</summary>
/// <param name="title">What it shows.</param>
/// <param name="subtitle">How to read it.</param>
/// <param name="show">A value as text.</param>
internal sealed class LinePlot(string title, string subtitle, Func<double, string> show)
{
    private const double Left = 80;
    private const double Right = Svg.Width - 226;
    private const double Top = 70;
    private const double Bottom = 380;
    private const double LabelStep = 16;

    private readonly List<(string Name, int Color, bool IsDashed, List<(int Place, double Value)> Points)> _lines = [];

    /// <summary>Adds a line.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="color">Its colour.</param>
    /// <param name="isDashed">Whether it is dashed.</param>
    /// <param name="points">Its points: which place, and a value of more than zero.</param>
    public void Add(string name, int color, bool isDashed, IEnumerable<(int Place, double Value)> points) => _lines.Add((name, color, isDashed, [.. points]));

    /// <summary>The picture.</summary>
    /// <param name="places">The names of the places, left to right.</param>
    public string Draw(IReadOnlyList<string> places)
    {
        Svg svg = new(title, subtitle, Bottom + 46);
        LogAxis axis = new(_lines.SelectMany(line => line.Points).Select(point => point.Value), Bottom, Top);
        foreach (double decade in axis.Marks)
        {
            svg.Grid(Left, axis.At(decade), Right, axis.At(decade));
            svg.Text(Left - 8, axis.At(decade) + 4, show(decade), "soft", "end");
        }

        for (int place = 0; place < places.Count; place++)
        {
            svg.Text(X(place), Bottom + 22, places[place], "soft", "middle");
        }

        foreach ((_, int color, bool isDashed, List<(int Place, double Value)> points) in _lines)
        {
            svg.Line(points.Select(point => (X(point.Place), axis.At(point.Value))), color, isDashed);
            points.ForEach(point => svg.Point(X(point.Place), axis.At(point.Value), color));
        }

        Label(svg, axis);
        return svg.ToString();

        double X(int place) => Left + 20 + (place * (Right - Left - 40) / Math.Max(places.Count - 1, 1));
    }

    /// <summary>Names the lines at their ends, apart from each other.</summary>
    private void Label(Svg svg, LogAxis axis)
    {
        double next = double.NegativeInfinity;
        foreach ((string name, int color, _, List<(int Place, double Value)> points) in _lines.OrderBy(line => axis.At(line.Points[^1].Value)))
        {
            double y = Math.Max(axis.At(points[^1].Value), next);
            svg.Point(Right + 12, y, color);
            svg.Text(Right + 22, y + 4, $"{name}, {show(points[^1].Value)}");
            next = y + LabelStep;
        }
    }
}
