using System.Globalization;
using System.Text;
using Harness.Readings;

namespace ProcessorOverhead;

/// <summary>The tables, as Markdown.</summary>
internal sealed class Report
{
    private readonly StringBuilder _text = new();

    /// <summary>Everything so far.</summary>
    public override string ToString() => _text.ToString();

    public void Write(IReadOnlyList<OverheadResult> results)
    {
        Line("| store | every event : none, events/s | of which half of the rounds lie within | every event : none, events per processor second | awaiting each : none, events/s | bytes per event beyond none: every event | awaiting each |");
        Line("|---|--:|--:|--:|--:|--:|--:|");
        foreach (OverheadResult row in results)
        {
            double bytes = row.Median(Variant.None, sample => sample.BytesPerEvent);
            Row($"| {row.Backend} | {row.Ratio(Variant.EveryEvent, Speed):0.00} | {row.Ratio(Variant.EveryEvent, Speed, 0.25):0.00} to {row.Ratio(Variant.EveryEvent, Speed, 0.75):0.00} | {row.Ratio(Variant.EveryEvent, Economy):0.00} | {row.Ratio(Variant.Awaiting, Speed):0.0000} | {row.Median(Variant.EveryEvent, Bytes) - bytes:0.0} | {row.Median(Variant.Awaiting, Bytes) - bytes:N0} |");
        }

        Line("");
        Line("| store | reader | events/s | events per processor second | µs of processor per event: reader | broker | store's server | bytes per event | batches written per 1,000 events | events in a sample |");
        Line("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|");
        foreach (OverheadResult row in results)
        {
            foreach ((Variant variant, string name) in Readers)
            {
                Row($"| {row.Backend} | {name} | {row.Median(variant, Speed):N0} | {row.Median(variant, Economy):N0} | {row.Median(variant, sample => sample.Microseconds):0.00} | {Told(row, variant, sample => sample.BrokerMicroseconds)} | {Told(row, variant, sample => sample.ServerMicroseconds)} | {row.Median(variant, Bytes):N1} | {row.Median(variant, sample => 1000.0 * sample.Calls.Writes / sample.Events):0.00} | {row.Median(variant, sample => sample.Events):N0} |");
            }
        }
    }

    public void Write(IReadOnlyList<IdleResult> results)
    {
        double sdk = Total(results[^1]);
        Line("| store | requests : the SDK's | requests a minute | renewals | lists | others |");
        Line("|---|--:|--:|--:|--:|--:|");
        foreach (IdleResult row in results)
        {
            Row($"| {row.Name} | {Total(row) / sdk:0.00} | {Total(row):0.#} | {row.Renewals:0.#} | {row.Lists:0.#} | {row.Others:0.#} |");
        }
    }

    public void Line(string line)
    {
        Console.WriteLine(line);
        _text.Append(line).Append('\n');
    }

    private void Row(FormattableString row) => Line(row.ToString(CultureInfo.InvariantCulture));

    private static (Variant Variant, string Name)[] Readers =>
    [
        (Variant.Sdk, "SDK alone"), (Variant.None, "none"), (Variant.EveryEvent, "every event"), (Variant.Awaiting, "awaiting each"),
    ];

    private static double Total(IdleResult result) => result.Renewals + result.Lists + result.Others;

    private static string Told(OverheadResult row, Variant variant, Func<Sample, double?> figure)
    {
        double median = row.Median(variant, sample => figure(sample) ?? double.NaN);
        return double.IsNaN(median) ? "–" : median.ToString("0.00", CultureInfo.InvariantCulture);
    }

    private static double Speed(Sample sample) => sample.PerSecond;

    private static double Economy(Sample sample) => sample.PerProcessorSecond;

    private static double Bytes(Sample sample) => sample.BytesPerEvent;
}
