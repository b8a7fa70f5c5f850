using System.Globalization;

namespace Checkpointing.Cli.Verbs.Copying;

/// <summary>
/// One run of a process, so exactly that another process can tell for certain that it is over: the start of the machine, the namespace in which process ids are counted, the id, and when the process
/// was started. Two of these may be alike, as where an id comes again, or the hosts of two containers have one name; all four are not.
/// </summary>
/// <param name="Boot">A value that the kernel makes at its start.</param>
/// <param name="Namespace">The namespace of process ids.</param>
/// <param name="Id">The process id in it.</param>
/// <param name="Start">When it was started, in ticks since the start of the machine.</param>
internal sealed record ProcessMark(string Boot, string Namespace, int Id, string Start)
{
    private const char Separator = ' ';

    /// <summary>Of the fields that come after the name.</summary>
    private const int StartField = 19;

    /// <summary>That of this process; null where the system does not tell all of it (another one than Linux, or files of another namespace).</summary>
    public static ProcessMark? OfThis()
    {
        try
        {
            return new FileInfo("/proc/self/ns/pid").LinkTarget is { } space && Status("self") is var (id, start) && id == Text(Environment.ProcessId)
                ? new ProcessMark(File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim(), space, Environment.ProcessId, start)
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Reads what <see cref="ToString"/> wrote; null if it is something else.</summary>
    public static ProcessMark? Read(string? text) =>
        text?.Split(Separator) is [var boot, var space, var id, var start] && int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? new ProcessMark(boot, space, number, start)
            : null;

    /// <summary>Whether that process is over for certain. False where it is alive, and where nobody can tell from here.</summary>
    public bool IsOver()
    {
        if (OfThis() is not { } here || here.Boot != Boot || here.Namespace != Namespace)
        {
            return false;
        }

        try
        {
            // This finds also processes whose files are hidden from this one.
            using var process = System.Diagnostics.Process.GetProcessById(Id);
            return Status(Text(Id)) is var (_, start) && start != Start;
        }
        catch (ArgumentException)
        {
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(Separator, Boot, Namespace, Text(Id), Start);

    /// <summary>What the system says of a process. Its name stands in brackets, and may have any in itself.</summary>
    private static (string Id, string Start)? Status(string process)
    {
        string text = File.ReadAllText($"/proc/{process}/stat");
        string[] fields = text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > StartField ? (text.Split(' ')[0], fields[StartField]) : null;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
