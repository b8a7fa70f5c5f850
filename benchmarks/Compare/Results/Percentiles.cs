namespace Compare.Results;

/// <summary>The median and the tail of samples; what too few samples cannot tell is null.</summary>
/// <param name="Samples">How many there were.</param>
/// <param name="MedianMs">Half of them were faster, in milliseconds.</param>
/// <param name="P95Ms">19 of 20 were faster; null with fewer than 20 samples.</param>
/// <param name="P99Ms">99 of 100 were faster; null with fewer than 100 samples.</param>
internal sealed record Percentiles(int Samples, double MedianMs, double? P95Ms, double? P99Ms)
{
    /// <summary>Those of some times.</summary>
    public static Percentiles Of(IEnumerable<TimeSpan> times)
    {
        double[] sorted = [.. times.Select(time => time.TotalMilliseconds).Order()];
        return new Percentiles(
            sorted.Length,
            At(sorted, 0.5),
            sorted.Length >= 20 ? At(sorted, 0.95) : null,
            sorted.Length >= 100 ? At(sorted, 0.99) : null);
    }

    /// <summary>A quantile, between the samples where it falls between them.</summary>
    /// <param name="sorted">The samples in ascending order, at least one.</param>
    /// <param name="quantile">Zero to one.</param>
    public static double At(double[] sorted, double quantile)
    {
        double place = quantile * (sorted.Length - 1);
        int below = (int)place;
        return sorted[below] + ((place - below) * (sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]));
    }
}
