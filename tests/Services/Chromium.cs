using System.Diagnostics;

namespace Checkpointing.Tests.Services;

/// <summary>The browser in which tests open pages, without a window.</summary>
public static class Chromium
{
    /// <summary>The service's name in <c>CHECKPOINTING_REQUIRE</c>.</summary>
    public const string Service = "chromium";

    private static readonly string? Found = new[] { "chromium", "google-chrome", "chromium-browser" }.Select(Programs.Find).FirstOrDefault(program => program is not null && Answers(program));

    /// <summary>The full path of the program.</summary>
    public static string Executable => Found ?? throw new InvalidOperationException("Chromium is not installed.");

    /// <summary>Skips or fails the running test unless it is installed; see <see cref="Require"/>.</summary>
    public static void Needed() => Require.That(Found is not null, Service, "apt-get install chromium (Debian), or Google Chrome (Ubuntu, whose packages only ask for a snap)");

    /// <summary>Ubuntu's packages are commands that ask for a snap and fail.</summary>
    private static bool Answers(string program)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, ["--version"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
