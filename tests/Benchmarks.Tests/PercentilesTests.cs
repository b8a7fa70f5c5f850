using Compare.Results;

namespace Benchmarks.Tests;

public sealed class PercentilesTests
{
    [Theory]
    [InlineData(1, null, null)]
    [InlineData(19, null, null)]
    [InlineData(20, 19.05, null)]
    [InlineData(99, 94.1, null)]
    [InlineData(101, 96.0, 100.0)]
    public void What_too_few_samples_cannot_tell_is_not_told(int samples, double? p95, double? p99)
    {
        Percentiles percentiles = Percentiles.Of(Enumerable.Range(1, samples).Reverse().Select(time => TimeSpan.FromMilliseconds(time)));

        percentiles.Samples.ShouldBe(samples);
        percentiles.MedianMs.ShouldBe((samples + 1) / 2.0, 1e-9);
        Same(percentiles.P95Ms, p95);
        Same(percentiles.P99Ms, p99);
    }

    private static void Same(double? value, double? expected)
    {
        (value is null).ShouldBe(expected is null);
        value.GetValueOrDefault().ShouldBe(expected.GetValueOrDefault(), 1e-9);
    }
}
