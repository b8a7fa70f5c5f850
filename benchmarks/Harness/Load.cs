namespace Harness;

/// <summary>How busy the machine is.</summary>
internal static class Load
{
    private const string File = "/proc/loadavg";

    /// <summary>Processes that run or want to, averaged over a minute, where the machine tells; null elsewhere.</summary>
    public static double? Now() => System.IO.File.Exists(File)
        ? double.Parse(System.IO.File.ReadAllText(File).Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)
        : null;

    /// <summary>The same as text.</summary>
    public static string Text() => Now() is { } load ? FormattableString.Invariant($"{load:0.00}") : "unknown";
}
