using System.Globalization;
using CrashHarness.Journals;

namespace CrashHarness.Runs;

/// <summary>What happened in a run, in order, with the time since its beginning. Printed as it happens.</summary>
internal sealed class RunLog(TextWriter output)
{
    private readonly Lock _guard = new();
    private readonly TimeSpan _begin = MonotonicTime.Now;

    public void Tell(string what)
    {
        TimeSpan now = MonotonicTime.Now;
        lock (_guard)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(now - _begin).TotalSeconds,7:0.00} s  {what}"));
        }
    }
}
