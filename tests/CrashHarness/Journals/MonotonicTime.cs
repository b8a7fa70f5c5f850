using System.Diagnostics;

namespace CrashHarness.Journals;

/// <summary>
/// The time that all processes of one machine share and that nobody can set: what happened in one process can be put before what was seen in another.
/// </summary>
internal static class MonotonicTime
{
    /// <summary>The time now, since an arbitrary moment before the run.</summary>
    public static TimeSpan Now => Stopwatch.GetElapsedTime(0);
}
