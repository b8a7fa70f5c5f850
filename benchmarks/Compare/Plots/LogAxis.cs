namespace Compare.Plots;

/// <summary>An axis on which each decade is as long as any other.</summary>
internal sealed class LogAxis : IAxis
{
    private readonly double _from;
    private readonly double _to;
    private readonly double _first;
    private readonly double _last;

    /// <param name="values">What has to fit; more than zero.</param>
    /// <param name="from">Where the axis begins in the picture.</param>
    /// <param name="to">Where it ends.</param>
    public LogAxis(IEnumerable<double> values, double from, double to)
    {
        double[] all = [.. values];
        _from = from;
        _to = to;
        _first = Math.Floor(Math.Log10(all.Min()));
        _last = Math.Max(Math.Ceiling(Math.Log10(all.Max())), _first + 1);

        // A value on the first decade would be no bar at all.
        _first -= Math.Log10(all.Min()) - _first < 0.05 ? 1 : 0;
    }

    public IEnumerable<double> Marks => Enumerable.Range(0, (int)(_last - _first) + 1).Select(index => Math.Pow(10, _first + index));

    public double At(double value) => _from + ((Math.Log10(value) - _first) / (_last - _first) * (_to - _from));
}
