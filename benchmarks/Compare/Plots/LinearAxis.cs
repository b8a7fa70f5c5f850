namespace Compare.Plots;

/// <summary>An axis from zero on which twice as much is twice as far.</summary>
internal sealed class LinearAxis : IAxis
{
    private const int MostMarks = 6;

    private static readonly double[] Steps = [1, 2, 5, 10];

    private readonly double _from;
    private readonly double _scale;
    private readonly double _step;
    private readonly int _count;

    /// <param name="values">What has to fit; zero or more.</param>
    /// <param name="from">Where the axis begins in the picture.</param>
    /// <param name="to">Where it ends.</param>
    public LinearAxis(IEnumerable<double> values, double from, double to)
    {
        double most = values.Max();
        double decade = Math.Pow(10, Math.Floor(Math.Log10(most / MostMarks)));
        _step = decade * Steps.First(step => most / (decade * step) <= MostMarks);
        _count = (int)Math.Ceiling(most / _step);
        _from = from;
        _scale = (to - from) / (_count * _step);
    }

    public IEnumerable<double> Marks => Enumerable.Range(0, _count + 1).Select(index => index * _step);

    public double At(double value) => _from + (value * _scale);
}
