namespace Checkpointing.Tests.Services;

/// <summary>The browser in which tests open pages, without a window.</summary>
public static class Chromium
{
    /// <summary>The service's name in <c>CHECKPOINTING_REQUIRE</c>.</summary>
    public const string Service = "chromium";

    private static readonly string? Found = Programs.Find("chromium") ?? Programs.Find("chromium-browser") ?? Programs.Find("google-chrome");

    /// <summary>The full path of the program.</summary>
    public static string Executable => Found ?? throw new InvalidOperationException("Chromium is not installed.");

    /// <summary>Skips or fails the running test unless it is installed; see <see cref="Require"/>.</summary>
    public static void Needed() => Require.That(Found is not null, Service, "apt-get install chromium");
}
