using System.Globalization;
using System.Xml.Linq;
using Compare.Plots;
using Compare.Reports;

namespace Benchmarks.Tests;

public sealed class PlotTests
{
    private const double LineHeight = 12;

    [Fact]
    public void The_names_of_lines_that_end_at_one_place_do_not_cover_each_other()
    {
        LinePlot plot = new("title", "subtitle", value => Numbers.Time(value));
        for (int line = 0; line < 7; line++)
        {
            plot.Add(FormattableString.Invariant($"line {line}"), line, isDashed: false, [(0, 1), (1, 100 + line)]);
        }

        double[] heights = [.. Texts(plot.Draw(["1", "2"])).Where(text => text.Value.StartsWith("line ", StringComparison.Ordinal)).Select(Height).Order()];

        heights.Length.ShouldBe(7);
        heights.Zip(heights.Skip(1), (above, below) => below - above).ShouldAllBe(gap => gap >= LineHeight);
    }

    [Theory]
    [InlineData(0.001, 1000, false)]
    [InlineData(5, 6, false)]
    [InlineData(1, 1, false)]
    [InlineData(69, 105, true)]
    [InlineData(0.5, 60, true)]
    public void The_larger_bar_is_longer_and_both_fit(double small, double large, bool isLinear)
    {
        BarPlot plot = new("a & b", "<c>", value => Numbers.Time(value), isLinear);
        plot.Add("group", [(small, 0), (large, 1)]);

        XElement[] bars = [.. XDocument.Parse(plot.Draw([("one", 1), ("two", 2)])).Descendants().Where(element => element.Attribute("height")?.Value == "15")];

        double[] widths = [.. bars.Select(bar => Number(bar, "width"))];
        widths.Length.ShouldBe(2);
        widths[0].ShouldBeGreaterThan(1);
        widths[1].ShouldBeGreaterThanOrEqualTo(widths[0]);
        bars.ShouldAllBe(bar => Number(bar, "x") + Number(bar, "width") <= Svg.Width);
    }

    private static IEnumerable<XElement> Texts(string svg) => XDocument.Parse(svg).Descendants().Where(element => element.Name.LocalName == "text");

    private static double Height(XElement text) => Number(text, "y");

    private static double Number(XElement element, string name) => double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);
}
