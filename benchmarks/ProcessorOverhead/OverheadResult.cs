using Harness.Readings;

namespace ProcessorOverhead;

/// <summary>All samples of one backend.</summary>
internal sealed class OverheadResult(string backend)
{
    public string Backend => backend;

    public List<Dictionary<Variant, Sample>> Rounds { get; } = [];

    /// <summary>The median of a figure.</summary>
    public double Median(Variant variant, Func<Sample, double> figure) => Quantile(Rounds.Select(round => figure(round[variant])), 0.5);

    /// <summary>The ratio of a figure to that without checkpoints: the median over the rounds of what stood side by side, or another quantile.</summary>
    public double Ratio(Variant variant, Func<Sample, double> figure, double quantile = 0.5) =>
        Quantile(Rounds.Select(round => figure(round[variant]) / figure(round[Variant.None])), quantile);

    private static double Quantile(IEnumerable<double> values, double quantile)
    {
        double[] sorted = [.. values.Order()];
        double place = quantile * (sorted.Length - 1);
        int below = (int)place;
        return sorted[below] + ((place - below) * (sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]));
    }
}
