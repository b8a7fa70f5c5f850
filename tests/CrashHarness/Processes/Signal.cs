using System.Diagnostics;
using System.Globalization;

namespace CrashHarness.Processes;

/// <summary>Sends signals, which the class library of .NET does not.</summary>
internal static class Signal
{
    public const string Terminate = "TERM";
    public const string Stop = "STOP";
    public const string Continue = "CONT";

    /// <summary>Sends a signal to a process; nothing happens if it is gone.</summary>
    public static async Task SendAsync(string signal, int processId)
    {
        using Process kill = Process.Start(new ProcessStartInfo(
            "/bin/sh", ["-c", "kill -s \"$1\" \"$2\" 2>/dev/null", "sh", signal, processId.ToString(CultureInfo.InvariantCulture)]))!;
        await kill.WaitForExitAsync();
    }
}
