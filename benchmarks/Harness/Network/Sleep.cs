using System.Runtime.InteropServices;

namespace Harness.Network;

/// <summary>Sleeps for parts of a millisecond, where the operating system can.</summary>
internal static class Sleep
{
    /// <summary>Sleeps about as long.</summary>
    public static void For(TimeSpan time)
    {
        if (OperatingSystem.IsWindows())
        {
            Thread.Sleep(time);
            return;
        }

        Timespec request = new(time.Ticks / TimeSpan.TicksPerSecond, time.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick);
        _ = NanoSleep(in request, IntPtr.Zero);
    }

    // See nanosleep(2): an early return is for the caller to find out.
    [DllImport("libc", EntryPoint = "nanosleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NanoSleep(in Timespec request, IntPtr remaining);

    private readonly record struct Timespec(long Seconds, long Nanoseconds);
}
