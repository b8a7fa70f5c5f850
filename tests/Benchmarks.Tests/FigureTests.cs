using Compare.Costs;
using Compare.Reading;
using Compare.Reports;
using Compare.Results;
using Harness.Servers;

namespace Benchmarks.Tests;

/// <summary>What is made of counts, and how it is shown.</summary>
public sealed class FigureTests
{
    [Theory]
    [InlineData(0.00042, "0.42 µs")]
    [InlineData(0.0123, "12.3 µs")]
    [InlineData(0.1, "0.1 ms")]
    [InlineData(999.4, "999 ms")]
    [InlineData(1770, "1.77 s")]
    public void A_time_is_no_zero(double milliseconds, string shown) => Numbers.Time(milliseconds).ShouldBe(shown);

    [Theory]
    [InlineData(0.00064, "0.00064")]
    [InlineData(0.0213, "0.021")]
    [InlineData(0.1, "0.10")]
    [InlineData(1.2949, "1.29")]
    [InlineData(246.4, "246")]
    public void A_ratio_is_no_zero(double ratio, string shown) => Numbers.Ratio(ratio).ShouldBe(shown);

    [Fact]
    public async Task Counts_are_told_for_a_million_events_and_for_an_hour()
    {
        await using MemoryServer server = new();
        MeterReading asked = new MeterReading(90, 3000, 12) - new MeterReading(30, 1000, null);

        CostResult busy = CostCounter.Result(server, "store", ReadingPolicy.None, asked, counted: 2000, per: 1e6);
        CostResult idle = CostCounter.Result(server, "store", policy: null, asked, counted: 60, per: 3600);

        (busy.Requests, busy.Bytes, busy.RequestUnits, busy.Per).ShouldBe((30_000, 1_000_000, null, "million events"));
        (idle.Requests, idle.Bytes, idle.RequestUnits, idle.Per).ShouldBe((3600, 120_000, null, "hour"));
    }
}
