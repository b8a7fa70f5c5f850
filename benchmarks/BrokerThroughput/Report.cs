using System.Globalization;

namespace BrokerThroughput;

/// <summary>The table at the end.</summary>
internal static class Report
{
    public static void Write(IReadOnlyList<Figures> figures)
    {
        Line("", "publish/s", "receive/s", "end to end/s");
        foreach (Figures row in figures)
        {
            Line(row.Client, Count(row.Publish), Count(row.Receive), Count(row.EndToEnd));
        }

        if (figures is [.., { } javaScript] && figures.Count > 1 && javaScript.Client == JavaScriptLoad.Title)
        {
            foreach (Figures row in figures.SkipLast(1))
            {
                Line($"{row.Client} : {javaScript.Client}", Ratio(row.Publish, javaScript.Publish), Ratio(row.Receive, javaScript.Receive), Ratio(row.EndToEnd, javaScript.EndToEnd));
            }
        }

        foreach (Figures row in figures)
        {
            Console.WriteLine($"managed heap, end to end, {row.Client}: {row.Memory} MiB, one fifth of the time after the other");
        }
    }

    private static void Line(string first, params ReadOnlySpan<string> cells)
    {
        string line = first.PadRight(34);
        foreach (string cell in cells)
        {
            line += cell.PadLeft(14);
        }

        Console.WriteLine(line);
    }

    private static string Count(double perSecond) => perSecond.ToString("N0", CultureInfo.InvariantCulture);

    private static string Ratio(double ours, double theirs) => (ours / theirs).ToString("F1", CultureInfo.InvariantCulture) + " x";
}
