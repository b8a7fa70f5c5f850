using System.Globalization;

namespace Compare.Reports;

/// <summary>Numbers as people read them: three digits that count.</summary>
internal static class Numbers
{
    /// <summary>What stands where there is no number.</summary>
    public const string None = "–";

    /// <summary>A count or an amount.</summary>
    public static string Show(double? value) => value switch
    {
        null => None,
        0 => "0",
        { } number when Math.Abs(number) >= 100 => number.ToString("N0", CultureInfo.InvariantCulture),
        { } number when Math.Abs(number) >= 10 => number.ToString("0.#", CultureInfo.InvariantCulture),
        { } number when Math.Abs(number) >= 1 => number.ToString("0.##", CultureInfo.InvariantCulture),
        { } number => number.ToString("0.###", CultureInfo.InvariantCulture),
    };

    /// <summary>A time.</summary>
    /// <param name="milliseconds">In milliseconds.</param>
    public static string Time(double? milliseconds) => milliseconds switch
    {
        null => None,
        > 0 and < 0.1 => $"{Show(milliseconds * 1000)} µs",
        >= 1000 => $"{Show(milliseconds / 1000)} s",
        { } time => $"{Show(time)} ms",
    };

    /// <summary>A ratio.</summary>
    public static string Ratio(double? value) => value switch
    {
        null => None,
        >= 100 => Show(value),
        > 0 and < 0.1 => string.Create(CultureInfo.InvariantCulture, $"{value:G2}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value:0.00}"),
    };

    /// <summary>A number of bytes.</summary>
    public static string Bytes(double? value) => value switch
    {
        null => None,
        >= 1e9 => $"{Show(value / 1e9)} GB",
        >= 1e6 => $"{Show(value / 1e6)} MB",
        >= 1e3 => $"{Show(value / 1e3)} kB",
        _ => $"{Show(value)} B",
    };
}
