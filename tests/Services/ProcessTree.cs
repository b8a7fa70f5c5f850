using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Checkpointing.Tests.Services;

/// <summary>Processes and those that they started, found in <c>/proc</c>. The children of a killed server outlive it for a moment.</summary>
internal static class ProcessTree
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>The unit of times in <c>/proc</c>, which Linux has had at a hundredth of a second on all of .NET's architectures.</summary>
    private static readonly TimeSpan ClockTick = TimeSpan.FromMilliseconds(10);

    /// <summary>A process and all below it.</summary>
    public static IEnumerable<int> Of(int id)
    {
        Dictionary<int, int> parents = [];
        foreach (string folder in Directory.GetDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int process) && Stat(process) is [_, string parent, ..])
            {
                parents[process] = int.Parse(parent, CultureInfo.InvariantCulture);
            }
        }

        List<int> found = [id];
        for (int index = 0; index < found.Count; index++)
        {
            found.AddRange(parents.Where(pair => pair.Value == found[index]).Select(pair => pair.Key));
        }

        return found;
    }

    /// <summary>The processor time so far of a process and all below it, with that of children which ended; null where there is no <c>/proc</c>, or not the process.</summary>
    public static TimeSpan? ProcessorTime(int id)
    {
        if (!Directory.Exists("/proc") || Stat(id) is null)
        {
            return null;
        }

        // Fields 14 to 17 of proc(5): in user and in kernel mode, and both of children that were waited for.
        long ticks = Of(id).Sum(process => Stat(process)?[11..15].Sum(field => long.Parse(field, CultureInfo.InvariantCulture)) ?? 0);
        return ticks * ClockTick;
    }

    /// <summary>Ends a process as <c>kill -9</c> does, unless it is gone.</summary>
    public static void Kill(int id)
    {
        try
        {
            using Process process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // It went by itself.
        }
    }

    /// <summary>Waits until a process is gone, or dead and only waits to be buried.</summary>
    public static async Task WhenGoneAsync(int id)
    {
        for (long start = Stopwatch.GetTimestamp(); Stat(id) is [not "Z", ..]; await Task.Delay(5))
        {
            if (Stopwatch.GetElapsedTime(start) > Limit)
            {
                throw new TimeoutException($"Process {id} does not end.");
            }
        }
    }

    /// <summary>State, parent and so on; null if the process is gone.</summary>
    private static string[]? Stat(int id)
    {
        try
        {
            // The name before them stands in parentheses, and may hold anything.
            string stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
